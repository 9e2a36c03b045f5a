"""Rules about the template that the sources export to."""
