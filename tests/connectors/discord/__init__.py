"""The Discord door, and the Discord that it is tested with."""
