"""Opens pages in the person's browser, and serves single pages on 127.0.0.1."""
