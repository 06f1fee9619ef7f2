"""The page of a document that has ended says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.knowledge import Labels
from connectors.web.quotes import citation_link
from tests.connectors.web.house import QUOTE, WARRANTY, citation, cut, opened

LAST = date(2026, 3, 31)
ENDED = tuple(replace(one, labels=Labels(valid_until=LAST)) for one in cut(WARRANTY))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "valid until 2026-03-31. It no longer applies"),
        ("ko", "2026-03-31까지만 유효했습니다"),
    ],
)
async def test_a_document_that_has_ended_says_so_above_its_words(
    language: str, said: str
) -> None:
    async with opened(passages=ENDED) as house, house.visitor(language) as visitor:
        house.desk.today = lambda: date(2026, 4, 1)
        page = (await visitor.get(citation_link(citation(QUOTE)))).text

        assert said in page
        assert page.index(said) < page.index("<article")
        assert "<mark" in page


async def test_on_its_last_day_nothing_is_said() -> None:
    async with opened(passages=ENDED) as house, house.visitor() as visitor:
        house.desk.today = lambda: LAST
        page = await visitor.get(citation_link(citation(QUOTE)))

        assert page.status_code == 200
        assert 'id="ended"' not in page.text
