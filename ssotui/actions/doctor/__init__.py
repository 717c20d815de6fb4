"""Finds what is wrong on this machine, and repairs what is safe to repair."""
