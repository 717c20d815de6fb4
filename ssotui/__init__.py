"""AWS IAM Identity Center credentials in two keystrokes."""

__version__ = "0.1.0"
