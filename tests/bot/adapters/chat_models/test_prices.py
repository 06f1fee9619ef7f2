"""What models cost, from the operator's file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.adapters.chat_models.prices import Prices, read_prices
from bot.domain.conversation import Tokens
from bot.domain.errors import BadSetting

FILE = """
date = 2026-11-01
[models."openai:some"]
input = 0.5
output = 2
"""


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "prices.toml").write_text(text, "utf-8")
    return tmp_path / "prices.toml"


def test_a_price_is_for_a_million_tokens_read_and_a_million_written(tmp_path: Path) -> None:
    prices = read_prices(written(tmp_path, FILE), must_exist=True)
    cost = prices.cost("openai:some", Tokens(2_000_000, 500_000))
    assert cost == pytest.approx(2.0)
    assert prices.cost("openai:other", Tokens(1, 1)) is None
    assert prices.seen == date(2026, 11, 1)


def test_without_a_file_in_the_home_no_price_is_known(tmp_path: Path) -> None:
    assert read_prices(tmp_path / "prices.toml", must_exist=False) == Prices()
    with pytest.raises(BadSetting, match="BOT_MODELS__PRICES"):
        read_prices(tmp_path / "prices.toml", must_exist=True)


@pytest.mark.parametrize(
    "text",
    [
        "[models]",
        "date = 'today'",
        'date = 2026-11-01\n[models."a:b"]\ninput = 1',
        'date = 2026-11-01\n[models."a:b"]\ninput = -1\noutput = 1',
        "date = 2026-11-01\nmodels = 3",
        "nonsense",
    ],
)
def test_a_file_that_cannot_be_used_says_what_belongs_in_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSetting, match="US dollars per million tokens"):
        read_prices(written(tmp_path, text), must_exist=False)


def test_unknown_and_old_prices_are_told(tmp_path: Path) -> None:
    prices = read_prices(written(tmp_path, FILE), must_exist=True)
    today = date(2026, 11, 20)
    assert prices.remarks(["openai:some"], today=today, budget=5) == []
    (unknown,) = prices.remarks(["openai:some", "a:b"], today=today, budget=5)
    assert "a:b" in unknown
    assert prices.remarks(["a:b"], today=today, budget=0) == []
    (old,) = prices.remarks(["openai:some"], today=date(2027, 8, 1), budget=5)
    assert "2026-11-01" in old
