"""Pictures that people send: fetched from their platform, and their text recognized."""
