"""Lists the accounts and roles of a session, as fast as the portal allows, and makes profiles of them."""
