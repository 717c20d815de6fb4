"""Hand out role credentials: as text in many formats, to the clipboard, to files and to programs.

A new format is one entry of :data:`formats.FORMATS` and the function that makes its text. A new kind of file to write
keys to is one entry of :data:`file_kinds.FILE_KINDS` and the functions that edit it.
"""
