"""Fetching and reading pictures."""
