"""What keeps pictures from reaching beyond their platform, from harming, and from silence."""

from __future__ import annotations

from tests.faults.control import control

_DOWNLOADS = "tests/bot/adapters/pictures/test_downloads.py"
_SHAPES = "tests/bot/core/test_picture_shapes.py"
_PICTURING = "tests/bot/core/test_picturing.py"
_SIGHTS = "tests/bot/core/test_sights.py"
_VISION = "tests/bot/adapters/chat_models/test_vision.py"
_ON_THE_WAY = "tests/bot/core/delivery/test_pictures.py"

PICTURES = (
    control(
        "pictures: from their platform's hosts alone",
        "bot/adapters/pictures/downloads.py",
        "if origin_of(address.url) not in {origin_of(one) for one in address.origins}:",
        "if not origin_of(address.url):",
        _DOWNLOADS,
    ),
    control(
        "pictures: no redirect is followed",
        "bot/adapters/pictures/downloads.py",
        "follow_redirects=False",
        "follow_redirects=True",
        _DOWNLOADS,
    ),
    control(
        "pictures: not more bytes than are looked at",
        "bot/adapters/pictures/downloads.py",
        "if len(found) > self.largest:",
        "if not found:",
        _DOWNLOADS,
    ),
    control(
        "pictures: nothing that unfolds on the way",
        "bot/adapters/pictures/downloads.py",
        " or encoding.lower() not in _ENCODINGS:",
        ":",
        _DOWNLOADS,
    ),
    control(
        "pictures: a host has so long and no longer",
        "bot/adapters/pictures/downloads.py",
        "async with asyncio.timeout(self.seconds):",
        "async with asyncio.timeout(self.seconds * 20):",
        f"{_DOWNLOADS}::test_a_host_that_is_slow_is_left",
    ),
    control(
        "pictures: no more pixels than a screen has",
        "bot/core/picture_shapes.py",
        "if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:",
        "if not picture:",
        _SHAPES,
    ),
    control(
        "pictures: nothing that a camera wrote goes on",
        "bot/core/picture_shapes.py",
        "if mark not in _JPEG_DROPPED:",
        "if mark:",
        _SHAPES,
    ),
    control(
        "pictures: what they say is redacted",
        "bot/core/picturing.py",
        "return self.redactor.redact(kept, language_of(kept))[:LONGEST]",
        "return kept[:LONGEST]",
        _PICTURING,
    ),
    control(
        "pictures: read in time or not at all",
        "bot/core/picturing.py",
        "async with asyncio.timeout_at(until):",
        "async with asyncio.timeout_at(until + 86400):",
        f"{_ON_THE_WAY}::test_a_slow_picture_costs_its_own_time_and_not_the_answer_s",
    ),
    control(
        "pictures: not read is said with an answer",
        "bot/core/rendering.py",
        "told = [*remarks(answer), of_pictures(answer)]",
        "told = [*remarks(answer)]",
        _SIGHTS,
        _ON_THE_WAY,
    ),
    control(
        "pictures: not read is said without an answer",
        "bot/core/rendering.py",
        'return " ".join(filter(None, [replies.not_found(answer.language), told]))',
        "return replies.not_found(answer.language)",
        _SIGHTS,
    ),
    control(
        "pictures: only the text was read is said",
        "bot/core/sights.py",
        "if seen.is_only_text else []",
        "if seen.is_only_text and not seen else []",
        _SIGHTS,
    ),
    control(
        "pictures: what a model is told of them is something to read",
        "bot/core/prompting.py",
        "(?:passages?|conversation|question|picture)",
        "(?:passages?|conversation|question)",
        f"{_ON_THE_WAY}::test_a_model_is_shown_the_text_as_something_to_read",
    ),
    control(
        "pictures: looked at once",
        "bot/core/working.py",
        "return await lease.patiently(partial(self._attempt, lease, glance, attempt))",
        "glance = await self._look(lease.exchange)\n"
        "                return await lease.patiently("
        "partial(self._attempt, lease, glance, attempt))",
        _ON_THE_WAY,
    ),
    control(
        "pictures: money is set aside before one is sent",
        "bot/adapters/chat_models/calling.py",
        "return _most_of_words(messages) + _MOST_OF_A_PICTURE * pictures",
        "return _most_of_words(messages) + 0 * pictures",
        _VISION,
    ),
)
"""Hosts, sizes, time, words, redaction and money."""
