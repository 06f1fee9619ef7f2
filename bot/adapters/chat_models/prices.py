"""What models cost, from a file that the operator keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.domain.conversation import Tokens
from bot.domain.errors import BadSetting

_MILLION = 1_000_000
_STALE_DAYS = 180


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read and a million written."""

    input: float
    output: float

    def of(self, tokens: Tokens) -> float:
        """What these tokens cost, in US dollars."""
        return (tokens.input * self.input + tokens.output * self.output) / _MILLION


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices by the model's name as the settings have it, and when they were looked up."""

    seen: date | None = None
    by_name: Mapping[str, Price] = field(default_factory=dict)

    def cost(self, name: str, tokens: Tokens) -> float | None:
        """What these tokens of this model cost; None when its price is not known."""
        price = self.by_name.get(name)
        return None if price is None else price.of(tokens)

    def remarks(self, names: list[str], *, today: date, budget: float) -> list[str]:
        """What the operator should know about the prices; `budget` in dollars a day."""
        unknown = [name for name in names if name not in self.by_name]
        said = []
        if unknown and budget:
            said.append(
                f"The price of {', '.join(unknown)} is not known, so BOT_LIMITS__COST_PER_DAY "
                "does not limit it: write it into the file of BOT_MODELS__PRICES, or set "
                "BOT_LIMITS__TOKENS_PER_DAY."
            )
        if self.seen and (today - self.seen).days > _STALE_DAYS:
            said.append(f"The prices are of {self.seen}: look them up again.")
        return said


def read_prices(path: Path, *, must_exist: bool) -> Prices:
    """The prices of a TOML file; none when it may be missing and is. Raises BadSetting."""
    try:
        loaded = tomllib.loads(path.read_text("utf-8"))
        return _prices(loaded)
    except FileNotFoundError:
        if must_exist:
            raise BadSetting(
                f"The file of prices {path} does not exist: correct BOT_MODELS__PRICES."
            ) from None
        return Prices()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadSetting(
            f"The file of prices {path} cannot be used ({error}): it has a date and, for each "
            "model, input and output in US dollars per million tokens; "
            "docs/chat-models.md shows one."
        ) from error


def _prices(loaded: dict[str, Any]) -> Prices:
    seen = loaded["date"]
    if not isinstance(seen, date):
        raise TypeError("date is not a date such as 2026-01-31")
    models = loaded.get("models", {})
    return Prices(seen, {name: _price(name, one) for name, one in models.items()})


def _price(name: str, one: dict[str, Any]) -> Price:
    price = Price(float(one["input"]), float(one["output"]))
    if min(price.input, price.output) < 0:
        raise ValueError(f"a price of {name} is below 0")
    return price
