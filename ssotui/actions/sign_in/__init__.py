"""Signs in to SSO sessions and out of them, and keeps their tokens fresh."""
