"""The web: a chat page, a JSON API, the documents, health and figures."""
