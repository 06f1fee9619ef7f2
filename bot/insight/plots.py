"""Plots as SVG, drawn for the width of a phone; they scale up. Pure.

Colours come from the page: classes `ink`, `faint`, `one`, `two` are styled there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import ceil

from bot.insight.figures import Figure
from bot.insight.ranking import Judged, risk_coverage

_WIDTH = 360
_LEFT, _RIGHT = 112, 78
_ROW = 22
_BINS = 10
_HEIGHT = 190
_FLOOR, _CEILING, _SIDE = 150, 12, 40
_MOST_POINTS = 200


def intervals(title: str, rows: Sequence[tuple[str, Figure]]) -> str:
    """A dot for each figure between 0 and 1, a line for its interval, its value beside it."""
    height = _ROW * len(rows) + 24
    span = _WIDTH - _LEFT - _RIGHT
    parts = [_grid(height)]
    for place, (label, figure) in enumerate(rows):
        y = _ROW * place + 14
        if figure.interval:
            low, high = (_LEFT + span * end for end in figure.interval)
            parts.append(_line((low, y), (high, y), "one band"))
        parts.append(
            f'<circle cx="{_LEFT + span * figure.value:.1f}" cy="{y}" r="4.5" class="one"/>'
            + _text(label, x=_LEFT - 8, y=y + 4, anchor="end")
            + _text(f"{figure.value:.2f}", x=_WIDTH - _RIGHT + 8, y=y + 4)
            + _text(f"n={figure.n}", x=_WIDTH, y=y + 4, anchor="end", css="faint small")
        )
    return _svg(title, height, parts)


def _grid(height: int) -> str:
    span, bottom = _WIDTH - _LEFT - _RIGHT, height - 16
    lines = []
    for share in (0.0, 0.5, 1.0):
        x = _LEFT + span * share
        lines.append(_line((x, 2), (x, bottom), "grid"))
        lines.append(
            _text(f"{share:g}", x=x, y=bottom + 13, anchor="middle", css="faint small")
        )
    return "".join(lines)


def risk(title: str, judged: Sequence[Judged]) -> str:
    """Risk over coverage: the share of wrong ones when only the surest are answered."""
    curve = risk_coverage(judged)
    kept = curve[:: ceil(len(curve) / _MOST_POINTS)] + curve[-1:]
    points = " ".join(f"{_across(x):.1f},{_up(y):.1f}" for x, y in kept)
    start = f"M{_across(0):.1f},{_up(kept[0][1]):.1f} L{points.replace(' ', ' L')}"
    parts = [
        _axes("share of the questions that are answered", "share that is wrong"),
        f'<path d="{start}" class="one curve"/>',
    ]
    return _svg(title, _HEIGHT, parts)


def confidence(title: str, judged: Sequence[Judged], *, bar: float) -> str:
    """How sure the bot was, of questions that the documents answer and of others."""
    counts = {flag: [0] * _BINS for flag in (True, False)}
    for value, is_there in judged:
        counts[is_there][min(_BINS - 1, int(value * _BINS))] += 1
    tallest = max(*counts[True], *counts[False], 1)
    width = (_across(1) - _across(0)) / _BINS
    parts = [_axes("confidence", "questions", top=str(tallest))]
    for css, flag, shift in (("one", True, 0.08), ("two", False, 0.52)):
        for place, count in enumerate(counts[flag]):
            top = _up(count / tallest)
            x = _across(0) + width * (place + shift)
            parts.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{width * 0.4:.1f}" '
                f'height="{_FLOOR - top:.1f}" class="{css}"/>'
            )
    parts.append(_line((_across(bar), _CEILING), (_across(bar), _FLOOR), "bar"))
    parts.append(_text("bar", x=_across(bar) + 4, y=_CEILING + 9, css="small"))
    return _svg(title, _HEIGHT, parts)


def seconds(title: str, values: Sequence[float]) -> str:
    """For each share of the questions, the seconds within which they were answered."""
    ordered = sorted(values)
    longest = ordered[-1] or 1.0
    step = ceil(len(ordered) / _MOST_POINTS)
    points = [
        f"{_across(value / longest):.1f},{_up((place + 1) / len(ordered)):.1f}"
        for place, value in enumerate(ordered)
        if place % step == 0 or place == len(ordered) - 1
    ]
    path = f"M{_across(0):.1f},{_up(0):.1f} L{' L'.join(points)}"
    parts = [
        _axes("seconds", "share of the questions", right=f"{longest:.2g}"),
        f'<path d="{path}" class="one curve"/>',
    ]
    return _svg(title, _HEIGHT, parts)


def _axes(below: str, beside: str, *, top: str = "1", right: str = "1") -> str:
    return (
        _line((_across(0), _FLOOR), (_across(1), _FLOOR), "grid")
        + _line((_across(0), _CEILING), (_across(0), _FLOOR), "grid")
        + _line((_across(0), _CEILING), (_across(1), _CEILING), "grid dashed")
        + _text(top, x=_SIDE - 6, y=_CEILING + 4, anchor="end", css="faint small")
        + _text("0", x=_SIDE - 6, y=_FLOOR + 4, anchor="end", css="faint small")
        + _text(right, x=_across(1), y=_FLOOR + 15, anchor="end", css="faint small")
        + _text(below, x=_across(0.5), y=_FLOOR + 32, anchor="middle", css="faint small")
        + f'<text transform="translate(12 {(_FLOOR + _CEILING) / 2}) rotate(-90)" '
        f'text-anchor="middle" class="faint small">{escape(beside)}</text>'
    )


def _across(share: float) -> float:
    return _SIDE + (_WIDTH - _SIDE - 8) * share


def _up(share: float) -> float:
    return _FLOOR - (_FLOOR - _CEILING) * share


def _line(start: tuple[float, float], end: tuple[float, float], css: str) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}"/>'


def _text(words: str, *, x: float, y: float, anchor: str = "start", css: str = "ink") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} class="{css}">{escape(words)}</text>'


def _svg(title: str, height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )
