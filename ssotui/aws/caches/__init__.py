"""AWS's cache folders for tokens, client registrations and role credentials."""
