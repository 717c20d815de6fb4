"""The actions of a person, written once for the screen and the command line: keys, sign-in, profiles, the doctor.

Nothing here draws or prints.
"""
