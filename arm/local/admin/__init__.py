"""What is Local Azure's own: status, dials, mounts and the log of requests."""
