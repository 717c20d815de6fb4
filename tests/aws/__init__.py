"""AWS's formats and services."""
