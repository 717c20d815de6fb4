"""The built-in portal and its sample home."""
