"""One question, start to finish."""
