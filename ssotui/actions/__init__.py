"""What a person can do, written once for the screen and the command line."""
