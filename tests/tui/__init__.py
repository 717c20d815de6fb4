"""Tests of ssotui.tui."""
