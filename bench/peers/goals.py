"""Whether what was measured meets what we promised ourselves (Q1, Q2, P10). Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from figures import Figure, Rows, ratio_of_means

RATIO = 1.04
LEAD = 0.03
SURE = {"squad2-en": 0.75}
SURE_ELSEWHERE = 0.90
PROMPT = 0.5
_PARTS = ("-part", "-small")


def goals(
    sets: Mapping[str, Mapping[str, Any]], rows: Mapping[str, Mapping[str, Rows]]
) -> list[dict[str, Any]]:
    """Each goal on each set: what it asks, what was measured, whether it is met."""
    told = [goal for name, measured in sets.items() for goal in _of_set(name, measured)]
    both = [each for each in rows.values() if "langchain" in each]
    if both:
        ratio = ratio_of_means(
            [each["ours"] for each in both], [each["langchain"] for each in both]
        )
        told.append(
            {
                "goal": f"Q1: mean nDCG@10 ≥ {RATIO} × LangChain's",
                "set": "all" if len(both) > 1 else next(iter(rows)),
                "measured": _told(ratio),
                "met": ratio.value >= RATIO,
            }
        )
    return told


def _of_set(name: str, measured: Mapping[str, Any]) -> list[dict[str, Any]]:
    peers = list(measured["differences"])
    if not peers:
        return []
    figures, changes = measured["figures"], measured["differences"]
    best = max(peers, key=lambda peer: figures[peer]["nDCG@10"]["value"])
    change = changes[best]["nDCG@10"]
    ours = figures["ours"]["AUROC"]["value"]
    surest = max(peers, key=lambda peer: figures[peer]["AUROC"]["value"])
    theirs = figures[surest]["AUROC"]["value"]
    whole = name.removesuffix(_PARTS[0]).removesuffix(_PARTS[1])
    least = SURE.get(whole, SURE_ELSEWHERE)
    told = [
        {
            "goal": "Q1: nDCG@10 not below the best peer's",
            "measured": f"{change['value']:+.3f} {_spread(change)} against {best}",
            "met": change["value"] >= 0 or (change["interval"] or (0, 0))[1] >= 0,
        },
        {"goal": f"Q2: AUROC ≥ {least:.2f}", "measured": f"{ours:.3f}", "met": ours >= least},
        {
            "goal": f"Q2: AUROC ≥ best peer's + {LEAD}",
            "measured": f"{ours - theirs:+.3f} against {surest}",
            "met": ours - theirs >= LEAD,
        },
    ]
    if "langchain" in peers:
        told.append(_prompt(figures))
    return [{**goal, "set": name} for goal in told]


def _prompt(figures: Mapping[str, Any]) -> dict[str, Any]:
    mine, other = figures["ours"], figures["langchain"]
    share = mine["prompt tokens"]["value"] / other["prompt tokens"]["value"]
    held = mine["hit@5"]["value"], other["hit@5"]["value"]
    return {
        "goal": f"P10: prompt tokens ≤ {PROMPT} × LangChain's at no lower hit@5",
        "measured": f"{share:.2f} ×; hit@5 {held[0]:.3f} against {held[1]:.3f}",
        "met": share <= PROMPT and held[0] >= held[1],
    }


def _told(figure: Figure) -> str:
    spread = figure.interval or (math.nan, math.nan)
    return f"{figure.value:.3f} [{spread[0]:.3f}, {spread[1]:.3f}]"


def _spread(figure: Mapping[str, Any]) -> str:
    low, high = figure["interval"] or (math.nan, math.nan)
    return f"[{low:+.3f}, {high:+.3f}]"
