"""One module for each task: values in, a result value out, progress as events."""
