"""What looks at pictures is a setting: its keys, what doctor says, and what it needs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import seeing
from bot.contradictions import Remark, remarks
from bot.domain.errors import BadSetting, ModelUnavailable
from bot.picture_parts import languages_of
from bot.settings import Settings, load
from tests.bot.houses import folder
from tests.fakes.openai_server import KEY, MODEL, ChatServer


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working folder, and an environment without settings."""
    for name in os.environ:
        if name.upper().startswith(("BOT_", "OPENAI_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def with_(settings: Settings, *, pictures: int = 4, **models: object) -> Settings:
    """With these models, and so many pictures of a question."""
    answers = settings.answers.model_copy(update={"pictures": pictures})
    changed = settings.models.model_copy(update=models)
    return settings.model_copy(update={"answers": answers, "models": changed})


async def seen(settings: Settings) -> str:
    """What doctor says about pictures."""
    said = await seeing.PARTS["pictures"](settings)
    return said.said if isinstance(said, Remark) else said


def test_a_vision_model_of_openai_needs_a_key_and_the_own_one_goes_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_MODELS__VISION", "openai:some")
    with pytest.raises(BadSetting, match="BOT_MODELS__VISION_URL for a server of your own"):
        load()
    monkeypatch.setenv("OPENAI_API_KEY", "own")
    key = load().models.vision_key
    assert key is not None
    assert key.get_secret_value() == "own"
    monkeypatch.setenv("BOT_MODELS__VISION_URL", "http://127.0.0.1:8000/v1")
    assert load().models.vision_key is None


def test_what_would_send_pictures_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_MODELS__VISION", "openai:some@http://127.0.0.1:8000/v1")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    with pytest.raises(BadSetting, match="LANGSMITH_TRACING is set"):
        load()


@pytest.mark.parametrize(
    ("pictures", "models"),
    [(4, {"vision_url": "http://h/v1"}), (0, {"vision": "openai:some"})],
)
def test_settings_that_do_nothing_are_said(
    tmp_path: Path, pictures: int, models: dict[str, object]
) -> None:
    said = [one.said for one in remarks(with_(folder(tmp_path), pictures=pictures, **models))]
    assert len([one for one in said if one.startswith("No model looks at pictures")]) == 1


async def test_doctor_says_what_reads_pictures(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    assert "BOT_ANSWERS__PICTURES is 0" in await seen(with_(settings, pictures=0))
    is_read = languages_of(settings) == "kor+eng"
    said = await seen(settings)
    assert ("read in kor+eng" in said) is is_read
    server = ChatServer("OK")
    server.sees = True
    async with server.running():
        name = f"openai:{MODEL}@{server.url}"
        ready = with_(settings, vision=name, vision_key=SecretStr(KEY))
        assert f"{name} sees them" in await seen(ready)
        server.sees = False
        with pytest.raises(ModelUnavailable, match="The vision model openai:"):
            await seen(ready)


def test_pictures_that_are_not_read_need_no_program(tmp_path: Path) -> None:
    assert languages_of(with_(folder(tmp_path), pictures=0)) == ""
