"""The first rows on the terminal, before Textual is imported: drawn from the same lines as the widgets."""
