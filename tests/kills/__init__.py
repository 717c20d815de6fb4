"""The kill test: every function that writes is stopped at each of its steps, and nothing that a person had is lost.

``python -m tests.kills`` prints a table of writers, the points at which each was stopped, and at how many it held.
"""
