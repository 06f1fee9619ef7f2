"""Tests, which mirror the source; fakes and contract suites stand beside them."""
