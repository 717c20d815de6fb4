"""Signs, colours and texts that the widgets draw with."""
