"""The room that measures: question sets become figures, two runs are compared."""
