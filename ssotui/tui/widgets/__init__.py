"""The small widgets that several screens use."""
