"""AWS's file formats and services."""
