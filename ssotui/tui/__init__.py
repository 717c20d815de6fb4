"""The screen, a Textual app: a folder for each feature, and ``shell``, ``list``, ``drawing`` and ``widgets`` for all.

``command_table.py`` lists every command, with the coroutine that does it.
"""
