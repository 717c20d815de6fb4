"""Reads everything on this machine into one snapshot; searches, sorts and watches it."""
