"""Keys that stay fresh: a credential server on this machine, and what was written, written anew before it ends."""
