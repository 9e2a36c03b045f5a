"""The notebook's side: these files run in the notebook's own process, with the standard library alone."""
