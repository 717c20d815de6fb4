"""Tests of ssotui.export."""
