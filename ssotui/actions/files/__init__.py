"""Preview, write and undo changes to a person's files, without showing a secret."""
