"""Tests of what may be kept, shown and reused."""
