"""Chat models by name, and whatever may go wrong with them."""
