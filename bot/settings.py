"""Every setting, grouped, with its unit. The only reader of the environment.

A setting is an environment variable, or a line of a `.env` file in the working folder:
`BOT_GROUP__NAME=value`; an empty value counts as none. `.env.example` lists them all.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.answer_settings import AnswerSettings
from bot.domain.errors import BadSetting
from bot.domain.recipe import Quantization
from bot.index_settings import IndexSettings
from bot.model_settings import Group, ModelSettings, refuse_tracing, with_keys

_PREFIX = "BOT_"
_DOTENV = ".env"


class DatabaseSettings(Group):
    """Where conversations, choices and the manifest are kept."""

    url: SecretStr | None = None
    """`sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`; unset: SQLite in the home."""


class QdrantSettings(Group):
    """Where passages are searched."""

    url: str | None = None
    """A Qdrant server, such as `https://qdrant.example:6333`; unset: the engine in-process."""
    api_key: SecretStr | None = None
    """Needed by any server that is not on this machine."""
    prefix: Annotated[str, Field(pattern=r"^[a-z0-9]{1,20}$")] = "kb"
    """Begins the names of our collections; two bots on one server need two."""
    timeout: Annotated[float, Field(gt=0, le=300)] = 10.0
    """Seconds for one call to the server."""
    quantization: Quantization = Quantization.NONE
    """`scalar` or `binary`: small vectors beside the whole ones; docs/scale.md says when."""


class DeliverySettings(Group):
    """How questions are worked off while the bot serves."""

    parallel: Annotated[int, Field(ge=1, le=1000)] = 64
    """Conversations that are worked on at once."""
    backlog: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    """Questions that may wait; beyond it people are told that the bot is busy."""


class LimitSettings(Group):
    """How much may be asked and spent."""

    per_minute: Annotated[int, Field(ge=0)] = 10
    """Questions of one person in a minute; 0 for no limit."""
    per_day: Annotated[int, Field(ge=0)] = 100
    """Questions of one person in 24 hours; 0 for no limit."""
    tokens_per_day: Annotated[int, Field(ge=0)] = 0
    """Tokens of paid models for the whole house in a day; 0 for no limit."""
    cost_per_day: Annotated[float, Field(ge=0)] = 0.0
    """US dollars for the whole house in a day; 0 for no limit."""


class PrivacySettings(Group):
    """How long people's words stay."""

    quiet_minutes: Annotated[int, Field(ge=1, le=10_080)] = 60
    """A conversation is open until nothing was said in it for this long. The words of
    people who opted out live no longer than that."""
    keep_days: Annotated[int, Field(ge=0, le=3650)] = 90
    """Days after which everybody's words are erased; 0 keeps them."""


class ScheduleSettings(Group):
    """What runs when, in the five fields of cron."""

    index: str = "*/5 * * * *"
    """When the folder is read again; a run without changes takes a fraction of a second."""
    reconcile: str = "30 3 * * *"
    """When folder, manifest and index are compared in full."""
    retention: str = "*/5 * * * *"
    """When words are erased whose time is over."""
    zone: str = "UTC"
    """The time zone of these and of daily limits, such as `Asia/Seoul`."""

    @field_validator("zone")
    @classmethod
    def _exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):  # a name can be a folder, a path, or unknown
            raise ValueError("there is no such time zone; write one like Asia/Seoul") from None
        return zone


class WebSettings(Group):
    """The chat page and the JSON API."""

    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    """0 closes this door."""
    host: str = "127.0.0.1"
    """The address to listen at. Whoever reaches it can ask: put a proxy with a login and
    TLS in front before you change this."""
    names: tuple[str, ...] = ()
    """Host names besides localhost under which people reach it, such as `["help.example"]`."""
    audience: Literal["public", "community", "employees"] = "public"
    """Who can reach it, and so which documents it may show."""


class SlackSettings(Group):
    """The Slack door. It opens with a bot token, and an app token or a signing secret."""

    bot_token: SecretStr | None = None
    """The bot token of your Slack app, `xoxb-…`."""
    app_token: SecretStr | None = None
    """Its app-level token, `xapp-…`: then messages come over Socket Mode, which needs no
    address that Slack can reach."""
    signing_secret: SecretStr | None = None
    """Its signing secret: without an app token, messages come as signed HTTP requests."""
    port: Annotated[int, Field(ge=0, le=65_535)] = 3000
    """Where those arrive, at `/slack/events`; 0 takes a free port. Put TLS in front."""
    host: str = "127.0.0.1"
    """The address that those arrive at."""
    staff_channel: str = ""
    """The id of the channel that is told when somebody asks for a person, `C…`."""
    staff_group: str = ""
    """The id of the user group that is mentioned there, `S…`; empty mentions nobody."""
    api_url: str = "https://slack.com/api/"
    """Slack's Web API; another one for tests."""


class DiscordSettings(Group):
    """The Discord door. It opens with a token."""

    token: SecretStr | None = None
    """The token of your Discord application's bot."""
    message_content: bool = False
    """Whether the message content intent is switched on for your application: then the bot
    also follows up in threads and replies without being mentioned."""
    staff_channel: Annotated[int, Field(ge=0)] = 0
    """The id of the channel that is told when somebody asks for a person."""
    staff_role: Annotated[int, Field(ge=0)] = 0
    """The id of the role that is mentioned there; 0 mentions nobody."""
    backfill: Annotated[int, Field(ge=0, le=1000)] = 50
    """Messages per channel that are looked through after a start for questions that came
    while the bot was away; 0 for none."""
    api_url: str = "https://discord.com/api/v10"
    """Discord's REST API; another one for tests."""
    gateway_url: str = ""
    """Discord's gateway, such as `ws://127.0.0.1:8081`; empty: the one the API names."""


class LogSettings(Group):
    """What is logged, on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "warning"
    """`debug` also prints the trace of what went wrong."""


class Settings(BaseSettings):
    """All settings, read once at the start."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_nested_delimiter="__",
        env_file=_DOTENV,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    home: Path = Path(".supportbot")
    """Where the bot keeps its own state: database, index, key."""
    knowledge: Path = Path("knowledge")
    """The folder with the documents."""
    database: DatabaseSettings = DatabaseSettings()
    qdrant: QdrantSettings = QdrantSettings()
    models: ModelSettings = ModelSettings()
    index: IndexSettings = IndexSettings()
    answers: AnswerSettings = AnswerSettings()
    delivery: DeliverySettings = DeliverySettings()
    limits: LimitSettings = LimitSettings()
    privacy: PrivacySettings = PrivacySettings()
    schedule: ScheduleSettings = ScheduleSettings()
    web: WebSettings = WebSettings()
    slack: SlackSettings = SlackSettings()
    discord: DiscordSettings = DiscordSettings()
    log: LogSettings = LogSettings()


def load(*, home: Path | None = None, knowledge: Path | None = None) -> Settings:
    """The settings of this process; arguments that are given win over the environment.

    Raises BadSetting with one sentence that names the variable: unknown (with the
    nearest one that exists), malformed, or missing. Values are never repeated, as they
    may be secrets.
    """
    environment = _environment()
    _refuse_unknown(environment)
    given: dict[str, Any] = {"home": home, "knowledge": knowledge}
    try:
        settings = Settings(**{name: path for name, path in given.items() if path})
    except ValidationError as error:
        raise BadSetting(_sentence(error)) from None
    models = with_keys(settings.models, environment)
    if models.chat or models.vision:
        refuse_tracing(environment)
    return settings.model_copy(update={"models": models})


def names() -> list[str]:
    """The environment variable of each setting."""
    return sorted(_names(Settings, _PREFIX))


def _environment() -> dict[str, str | None]:
    try:
        return {**dotenv_values(_DOTENV), **os.environ}
    except (OSError, UnicodeDecodeError):
        raise BadSetting(
            f"The file {_DOTENV} cannot be read: save it as UTF-8, and give this user "
            "the right to read it."
        ) from None


def _names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            yield from _names(kind, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"


def _refuse_unknown(environment: Mapping[str, str | None]) -> None:
    known = names()
    for name in sorted(environment):
        upper = name.upper()
        if (
            upper.startswith(_PREFIX)
            and upper not in known
            and not upper.startswith("BOT_TEST_")
        ):
            near = difflib.get_close_matches(upper, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "see .env.example for all settings."
            raise BadSetting(f"There is no setting {name}: {hint}")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = _PREFIX + "__".join(str(part).upper() for part in first["loc"])
    if first["type"] == "string_pattern_mismatch":
        return f"{name} cannot be used: .env.example shows what it looks like."
    return f"{name} cannot be used: {first['msg'][:1].lower()}{first['msg'][1:]}."
