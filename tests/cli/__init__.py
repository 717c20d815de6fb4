"""Tests of ssotui.cli."""
