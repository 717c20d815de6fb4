"""The Profiles view and the forms that make profiles."""
