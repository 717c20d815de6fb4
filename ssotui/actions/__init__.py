"""The actions of a person, written once for the screen and the command line."""
