"""The outside world, plugged into the sockets of `bot.ports`."""
