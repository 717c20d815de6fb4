"""What every test may lean on: a frozen clock, a home of its own, a portal, and botocore's second opinion."""
