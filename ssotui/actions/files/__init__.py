"""Changes to a person's files: their masked diffs, the writing of secrets, and undo."""
