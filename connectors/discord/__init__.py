"""The Discord door: messages and commands in, answers out."""
