"""The setting for small vectors: what is refused, and how a change of it comes about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering_parts import recipe_of
from bot.bootstrap import House
from bot.domain.conversation import Outcome
from bot.domain.errors import BadSetting
from bot.domain.recipe import Quantization, Recipe
from bot.settings import QdrantSettings, Settings, load
from tests.bot.core.questions import asked
from tests.bot.houses import folder, opened
from tests.fakes.embedder import FakeEmbedder

RECIPE = Recipe(embedder="e5", dimensions=384, chunking="headings/1", tokens="bigrams/1")


@pytest.mark.parametrize("value", ["int8", "true", "1", "none scalar", "ternary"])
def test_nonsense_is_refused_with_the_values_that_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_QDRANT__QUANTIZATION", value)
    with pytest.raises(BadSetting) as refused:
        load()
    assert str(refused.value) == (
        "BOT_QDRANT__QUANTIZATION cannot be used: input should be 'none', 'scalar' or 'binary'."
    )


def test_vectors_are_kept_whole_unless_it_is_set() -> None:
    assert Settings().qdrant.quantization is Quantization.NONE


def test_each_value_has_a_collection_of_its_own() -> None:
    recipes = [RECIPE, *(replace(RECIPE, quantization=one) for one in ("scalar", "binary"))]
    assert len({recipe.collection("kb") for recipe in recipes}) == 3


def with_small(settings: Settings, quantization: Quantization) -> Settings:
    return settings.model_copy(update={"qdrant": QdrantSettings(quantization=quantization)})


async def standing(house: House) -> tuple[str, frozenset[str]]:
    """The collection that answers, and all that there are."""
    current = await house.parts.manifest.current()
    return current or "", await house.parts.index.collections()


async def test_a_change_builds_beside_and_switches_and_embeds_nothing(tmp_path: Path) -> None:
    settings, embedder = folder(tmp_path), FakeEmbedder()
    async with opened(settings, embedder=embedder) as house:
        await house.index(lambda *_: None)
        before, _ = await standing(house)
    embedded = embedder.embedded

    small = with_small(settings, Quantization.SCALAR)
    async with opened(small, embedder=embedder) as house:
        fresh = recipe_of(house.parts).collection("kb")
        assert fresh != before
        assert await standing(house) == (before, frozenset({before}))
        await house.ready(lambda *_: None)
        assert await standing(house) == (fresh, frozenset({fresh}))
        assert embedder.embedded == embedded
        answer = await house.desk.answering.answer(asked("What does error P-77 mean?"))
        assert answer.outcome in {Outcome.ANSWERED, Outcome.UNKNOWN}
        assert "printers.md" in repr(answer)
