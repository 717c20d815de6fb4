"""Makes requests to the portal, to OIDC and to STS, and turns their failures into errors of ours."""
