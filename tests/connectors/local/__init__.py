"""Commands through the socket."""
