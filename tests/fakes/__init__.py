"""One fake per port, kept honest by the contract suites."""
