"""Hand out role credentials: as text in many formats, to the clipboard, to files and to programs."""
