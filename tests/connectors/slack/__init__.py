"""Tests of the Slack door, and of the fake Slack that it is tested against."""
