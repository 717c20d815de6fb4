"""Requests to the portal, to OIDC and to STS, and what their failures mean."""
