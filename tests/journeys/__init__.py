"""The built house over real parts: what a person types, and what comes back."""
