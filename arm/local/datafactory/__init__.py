"""Azure Data Factory: factories, what is in them, and their runs."""
