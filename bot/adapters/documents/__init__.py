"""The knowledge folder: a walker, and a reader per format."""
