"""The doctor: its screen and its commands."""
