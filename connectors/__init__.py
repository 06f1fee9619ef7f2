"""Where people come in: one package per platform, none of which knows the others."""
