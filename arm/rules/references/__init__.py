"""Rules about what a resource says of other resources."""
