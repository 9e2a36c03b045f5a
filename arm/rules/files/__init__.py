"""Rules about files: that they can be read, and are called like what they hold."""
