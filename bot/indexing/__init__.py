"""Stocks the shelves: from files to passages in the index."""
