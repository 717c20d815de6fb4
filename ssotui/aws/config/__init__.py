"""AWS's config and credentials files: reading them as botocore does, editing them byte by byte."""
