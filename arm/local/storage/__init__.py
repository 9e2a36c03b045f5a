"""Azure Blob Storage: containers are folders, and a blob is a file."""
