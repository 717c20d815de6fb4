"""The Sessions view, signing in and out, and the warnings before a session ends."""
