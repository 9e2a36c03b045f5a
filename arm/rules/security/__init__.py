"""Rules about secrets and connections."""
