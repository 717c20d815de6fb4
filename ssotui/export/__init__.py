"""The ways out for role credentials: formats, clipboard, files."""
