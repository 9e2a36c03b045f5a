"""The date functions."""
