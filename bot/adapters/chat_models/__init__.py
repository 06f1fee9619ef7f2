"""Chat models by name, through LangChain. Nothing of it is imported before one is set."""
