"""Write files without losing a byte, lock and undo them, and keep the settings and the state."""
