"""Makes and names profiles, and tells where a profile's keys come from."""
