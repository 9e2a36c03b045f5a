"""What is Local Azure's own: status, dials, mounts, the log of requests and the page."""
