"""The command line's way into a serving bot: a socket in the home, for its owner only."""
