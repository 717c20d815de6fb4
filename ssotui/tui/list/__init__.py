"""The list widget alone: its rows, columns, filter line and drawing."""
