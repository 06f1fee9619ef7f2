"""The words everyone speaks: frozen values and pure functions, no input or output."""
