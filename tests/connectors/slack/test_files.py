"""Files in Slack: heard with the question, and fetched with the token from Slack alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.pictures.downloads import Downloads
from bot.core import rendering
from bot.domain.conversation import Answer, Outcome, Question
from bot.domain.errors import PictureUnread
from bot.domain.language import Language
from bot.domain.pictures import Attachment, Seen, Unread
from connectors.slack.files import attachments
from tests.connectors.slack.house import CHANNEL, MENTION, House, house, scripted
from tests.drawings import plain

RAW = plain()


@pytest.fixture
async def here() -> AsyncIterator[House]:
    """By Socket Mode; events are the same over HTTP."""
    async with house() as built:
        yield built


async def shared(here: House, text: str, *files: Any, user: str = "U0KIM") -> Question:
    """Somebody says this, with files; gives what the desk heard."""
    before = len(here.desk.heard)
    here.slack.people.say(user, CHANNEL, text, files=list(files))
    await here.slack.until(lambda: len(here.desk.heard) > before)
    return here.desk.heard[-1]


async def fetched(here: House, attachment: Attachment) -> bytes:
    """Its bytes, as the serving bot fetches them."""
    assert here.door.pictures is not None
    return await Downloads(here.door.pictures, 1024 * 1024).fetch(attachment)


async def why_not(here: House, attachment: Attachment) -> Unread:
    """Why they are not fetched."""
    with pytest.raises(PictureUnread) as unread:
        await fetched(here, attachment)
    return unread.value.why


async def test_a_picture_beside_a_question_is_heard_and_can_be_fetched(here: House) -> None:
    pdf = here.slack.files.upload(b"%PDF", kind="application/pdf")
    heard = await shared(here, f"{MENTION} 무슨 오류인가요?", here.slack.files.upload(RAW), pdf)
    picture, other = heard.attachments
    assert (picture.is_picture, picture.size, other.is_picture) == (True, len(RAW), False)
    assert await fetched(here, picture) == RAW
    assert here.slack.files.asked == [here.app.bot_token]


async def test_a_picture_alone_is_a_question_in_the_asker_s_language(here: House) -> None:
    korean = await shared(here, MENTION, here.slack.files.upload(RAW))
    english = await shared(here, MENTION, here.slack.files.upload(RAW), user="U0LEE")
    assert (korean.text, english.text) == ("", "")
    assert (korean.language, english.language) == (Language.KOREAN, Language.ENGLISH)


async def test_a_file_alone_that_nobody_reads_is_said_at_once(here: House) -> None:
    pdf = here.slack.files.upload(b"%PDF", kind="application/pdf")
    for user in ("U0KIM", "U0LEE"):
        here.slack.people.say(user, CHANNEL, MENTION, files=[pdf])
    await here.slack.until(lambda: bool(here.whispers("U0KIM") and here.whispers("U0LEE")))
    assert "첨부 파일은 읽지 못했습니다" in here.whispers("U0KIM")[0]
    assert "could not read the attachment" in here.whispers("U0LEE")[0]
    assert here.desk.heard == []


async def test_what_another_company_shared_is_asked_for(here: House) -> None:
    here.slack.workspace.channels[CHANNEL].is_shared_outside = True
    heard = await shared(here, f"{MENTION} hm?", here.slack.files.from_outside(RAW))
    assert heard.attachments[0].where == ""
    assert await fetched(here, heard.attachments[0]) == RAW
    pdf = here.slack.files.from_outside(b"%PDF", kind="application/pdf")
    heard = await shared(here, f"{MENTION} and this?", pdf)
    assert await why_not(here, heard.attachments[0]) is Unread.NO_PICTURE
    assert await why_not(here, Attachment("F0GONE")) is Unread.UNREACHABLE


async def test_without_the_scope_the_login_page_is_no_picture(here: House) -> None:
    heard = await shared(here, f"{MENTION} hm?", here.slack.files.upload(RAW))
    here.app.scopes.discard("files:read")
    assert await why_not(here, heard.attachments[0]) is Unread.UNREACHABLE


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/F1.png",
        "https://files.slack.com.evil.example/",
        "http://127.0.0.1:1/",
    ],
)
async def test_the_token_goes_to_slack_alone(here: House, where: str) -> None:
    assert await why_not(here, Attachment("F1", where)) is Unread.UNREACHABLE
    assert here.door.pictures is not None
    address = await here.door.pictures.address(Attachment("F1", where))
    assert address.origins == {"https://files.slack.com", here.slack.url}
    assert here.app.bot_token not in repr(address)


async def test_taking_the_picture_off_asks_anew(here: House) -> None:
    text = f"{MENTION} 무슨 오류인가요?"
    said = here.slack.people.say("U0KIM", CHANNEL, text, files=[here.slack.files.upload(RAW)])
    await here.posted(1)
    here.slack.people.take_off(said)
    await here.slack.until(lambda: bool(here.desk.amended))
    assert here.desk.amended[0].attachments == ()
    assert here.desk.amended[0].text == "무슨 오류인가요?"


async def test_what_became_of_the_picture_stands_under_the_answer() -> None:
    seen = Seen("P-77", read=1, is_only_text=True)

    def script(question: Question) -> tuple[Answer, str]:
        answer, text = scripted(question)
        if "unknown" in question.text:
            answer = Answer(Outcome.UNKNOWN, Language.ENGLISH, 0.0)
        return replace(answer, seen=seen), text

    async with house(script=False) as here:
        here.desk._script = script
        here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 며칠인가요?")
        (known,) = await here.posted(1)
        here.slack.people.say("U0LEE", CHANNEL, f"{MENTION} unknown?")
        _, unknown = await here.posted(2)
    assert (
        rendering.of_pictures(Answer(Outcome.ANSWERED, Language.KOREAN, 1, seen=seen)) in known
    )
    assert "Of the picture I read only the text" in unknown


@pytest.mark.parametrize(
    "files",
    [
        None,
        "files",
        [None],
        [{}],
        [{"id": 7}],
        [{"id": "../x"}],
        [{"id": "F1", "mode": "tombstone"}],
    ],
)
def test_what_is_no_file_of_slack_s_is_none(files: object) -> None:
    assert attachments({"files": files}) == ()


def test_what_slack_says_of_a_file_is_not_believed_blindly() -> None:
    odd = {"id": "F1", "url_private": 7, "mimetype": "image/png", "size": "large"}
    assert attachments({"files": [odd] * 30}) == (Attachment("F1"),) * 20
