"""Rules about the files in parameter-overrides/."""
