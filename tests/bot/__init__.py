"""Tests of the bot, laid out as its source is."""
