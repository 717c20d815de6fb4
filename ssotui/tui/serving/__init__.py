"""Keys that stay fresh while the screen is open: the credential server, and the renewal of keys in files."""
