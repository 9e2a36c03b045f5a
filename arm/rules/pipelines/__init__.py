"""Rules about pipelines as a whole."""
