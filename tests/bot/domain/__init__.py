"""Tests of the words that everyone speaks."""
