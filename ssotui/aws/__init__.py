"""AWS's file formats and services: reads and edits its config files and caches, and asks the portal, OIDC and STS.

Nothing here asks a person.
"""
