"""What the core decides, and how its parts work together."""
