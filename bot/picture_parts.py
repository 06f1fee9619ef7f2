"""What reads pictures, built from the settings, and what is there to do so."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from importlib.resources import files

from bot.adapters.documents.installed import recognized_languages
from bot.adapters.pictures.recognizer import Recognizer
from bot.core.picturing import Picturing
from bot.core.vision import Vision
from bot.domain.people import Platform
from bot.ports import (
    ChatModel,
    PictureAddresses,
    PictureReader,
    PictureSource,
    Redactor,
)
from bot.settings import Settings

SECONDS = 15.0
"""For all pictures of one question, from the first byte to the last word."""

_PROMPT = "picture.v1"
_MIB = 1024 * 1024


def languages_of(settings: Settings) -> str:
    """What text in pictures is recognized in; empty when it is not, or not installed."""
    wanted = settings.index.recognition and settings.answers.pictures
    return recognized_languages() if wanted else ""


def open_recognizer(settings: Settings, stack: AsyncExitStack) -> PictureReader | None:
    """Reads text in pictures, closed with the stack; None where nothing can."""
    languages = languages_of(settings)
    if not languages:
        return None
    parallel = max(1, (os.cpu_count() or 1) // 2)
    recognizer = Recognizer(languages, seconds=SECONDS, parallel=parallel)
    stack.callback(recognizer.close)
    return recognizer


def picturing_of(
    settings: Settings,
    *,
    sources: Mapping[Platform, PictureSource],
    vision: ChatModel | None,
    recognizer: PictureReader | None,
    redactor: Redactor,
) -> Picturing:
    """What reads the pictures of questions: the vision model, and else the text in them."""
    readers: list[PictureReader] = []
    if vision is not None:
        readers.append(Vision(vision, _rules()))
    if recognizer is not None:
        readers.append(recognizer)
    most = settings.answers.pictures
    return Picturing(sources, readers, redactor, most=most, seconds=SECONDS)


def downloads_of(settings: Settings, addresses: PictureAddresses) -> PictureSource:
    """Fetches what people attach on the platform that knows these addresses."""
    from bot.adapters.pictures.downloads import Downloads  # noqa: PLC0415 - brings httpx along

    return Downloads(addresses, largest=settings.answers.largest_picture * _MIB)


def _rules() -> str:
    return (files("bot.core") / "prompts" / f"{_PROMPT}.md").read_text("utf-8")
