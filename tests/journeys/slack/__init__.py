"""Whole dialogues in Slack: a serving bot as its own process, and a simulated workspace."""
