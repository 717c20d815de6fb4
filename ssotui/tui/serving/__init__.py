"""Keys that stay fresh while the screen is open: the credential server, and what was written to files."""
