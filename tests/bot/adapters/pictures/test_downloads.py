"""Attachments are fetched from their platform's hosts alone, in time, and not too much."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from bot.adapters.pictures.downloads import Downloads
from bot.domain.errors import PictureUnread
from bot.domain.pictures import Attachment, Unread
from tests.drawings import plain
from tests.fakes.picture_host import (
    Act,
    FakeAddresses,
    PictureHost,
    endless,
    handing_out,
    squeezed,
)

RAW = plain()
LARGEST = 1024 * 1024


async def why_not(
    host: PictureHost, *, where: str = "", origin: str = "", seconds: float = 30.0
) -> Unread:
    """Why what lies at `where` of the host is not fetched."""
    source = Downloads(FakeAddresses(origin or host.url), LARGEST, seconds)
    with pytest.raises(PictureUnread) as unread:
        await source.fetch(Attachment("F1", where or f"{host.url}/F1.png"))
    return unread.value.why


async def test_what_lies_there_is_fetched_with_the_token() -> None:
    host = PictureHost(handing_out(RAW, Content_Type="text/plain"))
    async with host.running():
        source = Downloads(FakeAddresses("https://elsewhere.example", host.url), LARGEST)
        assert await source.fetch(Attachment("F1", f"{host.url}/F1.png")) == RAW
    (asked,) = host.asked
    assert asked["Authorization"] == "Bearer secret"
    assert asked["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "where",
    [
        "https://files.slack.com.evil.example/F1.png",
        "http://169.254.169.254/latest/meta-data",
        "{url}@evil.example/F1.png",
        "http://evil.example#{url}",
        "http://user@{host}/F1.png",
        "https://{host}/F1.png",
        "file:///etc/passwd",
        "//{host}/F1.png",
        "not an address",
        "http://[::1",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(where: str) -> None:
    host = PictureHost(handing_out(RAW))
    async with host.running():
        bare = host.url.removeprefix("http://")
        address = where.format(url=host.url, host=bare)
        assert await why_not(host, where=address) is Unread.UNREACHABLE
    assert host.asked == []


async def test_another_host_on_the_way_is_not_followed_and_gets_no_token() -> None:
    evil = PictureHost(handing_out(RAW))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(evil.running())
        host = PictureHost(handing_out(b"", status=302, Location=f"{evil.url}/F1.png"))
        await stack.enter_async_context(host.running())
        assert await why_not(host) is Unread.UNREACHABLE
    assert len(host.asked) == 1
    assert evil.asked == []


async def test_a_host_elsewhere_is_not_even_asked() -> None:
    evil = PictureHost(handing_out(RAW))
    async with evil.running():
        assert await why_not(evil, origin="https://files.slack.com") is Unread.UNREACHABLE
    assert evil.asked == []


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (handing_out(b"gone", status=404), Unread.UNREACHABLE),
        (handing_out(b"no", status=403), Unread.UNREACHABLE),
        (handing_out(b"down", status=500), Unread.UNREACHABLE),
        (handing_out(b"<html>Sign in", Content_Type="text/html"), Unread.UNREACHABLE),
        (squeezed(bytes(50 * LARGEST)), Unread.UNREACHABLE),
        (handing_out(bytes(LARGEST + 1)), Unread.TOO_LARGE),
        (endless, Unread.TOO_LARGE),
    ],
)
async def test_a_host_that_does_wrong_is_told_apart(act: Act, why: Unread) -> None:
    host = PictureHost(act)
    async with host.running():
        assert await why_not(host) is why


@pytest.mark.parametrize("act", ["hang", "drip"])
async def test_a_host_that_is_slow_is_left(act: str) -> None:
    host = PictureHost(handing_out(b""))
    host.act = getattr(host, act)
    async with host.running():
        assert await why_not(host, seconds=0.3) is Unread.LATE


async def test_what_says_that_it_is_too_large_is_not_asked_for() -> None:
    host = PictureHost(handing_out(RAW))
    async with host.running():
        source = Downloads(FakeAddresses(host.url), LARGEST)
        with pytest.raises(PictureUnread) as unread:
            await source.fetch(Attachment("F1", f"{host.url}/F1.png", size=LARGEST + 1))
    assert unread.value.why is Unread.TOO_LARGE
    assert host.asked == []


async def test_a_host_that_is_not_there_is_unreachable() -> None:
    host = PictureHost(handing_out(RAW))
    async with host.running():
        pass
    assert await why_not(host) is Unread.UNREACHABLE
