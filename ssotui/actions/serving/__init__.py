"""Keys that stay fresh: a credential server on this machine, and the renewal of keys in files before they expire."""
