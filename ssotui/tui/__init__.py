"""The screen: a Textual app, its features a folder each."""
