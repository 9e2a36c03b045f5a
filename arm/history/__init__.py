"""A factory's history in Git: commits read without touching the work tree, and what Studio published of them."""
