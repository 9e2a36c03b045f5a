"""Tables in files: each format read and written in batches, so that memory doesn't grow with the file.

These modules import pyarrow: whoever needs one imports it when it does, not before.
"""
