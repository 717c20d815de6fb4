"""The main screen: it composes the list and its panels, and routes commands to the features."""
