"""Tests of the SQL archives."""
