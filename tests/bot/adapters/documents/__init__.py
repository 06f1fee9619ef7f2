"""Tests of the knowledge folder, its walk and its readers."""
