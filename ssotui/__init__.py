"""AWS IAM Identity Center credentials at two keystrokes."""

__version__ = "0.1.0"
