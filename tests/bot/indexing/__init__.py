"""Tests of what stocks the shelves."""
