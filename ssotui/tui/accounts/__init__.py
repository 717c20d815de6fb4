"""The Accounts view and the loading of its rows."""
