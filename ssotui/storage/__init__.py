"""Atomic files and locks, settings, and our own state."""
