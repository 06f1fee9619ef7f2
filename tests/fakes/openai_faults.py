"""Everything that a chat server can do wrong, by name."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes import openai_server as served
from tests.fakes.openai_server import Act, ChatServer, status

FAULTS: dict[str, Callable[[ChatServer], Act]] = {
    "400": lambda _: status(400),
    "401": lambda _: status(401),
    "403": lambda _: status(403),
    "404": lambda _: status(404),
    "408": lambda _: status(408),
    "409": lambda _: status(409),
    "422": lambda _: status(422),
    "429": lambda _: status(429),
    "429 with Retry-After": lambda _: status(429, retry_after="1"),
    "429 with a long Retry-After": lambda _: status(429, retry_after="86400"),
    "429 with a date": lambda _: status(429, retry_after="Wed, 21 Oct 2099 07:28:00 GMT"),
    "500": lambda _: status(500),
    "502": lambda _: status(502),
    "503": lambda _: status(503),
    "hang": lambda server: server.hang,
    "hang after a word": lambda server: server.hang_after_a_word,
    "signs of life without a word": lambda server: server.drip,
    "slow drip": lambda server: server.crawl,
    "cut stream": lambda _: served.cut_off,
    "stream that stops short": lambda _: served.stop_short,
    "bad JSON": lambda _: served.bad_json,
    "wrong shape": lambda _: served.wrong_shape,
    "empty": lambda _: served.empty,
    "refusal": lambda _: served.decline,
    "filter": lambda _: served.filtered,
    "error in the stream": lambda _: served.error_in_stream,
    "oversize": lambda _: served.oversize,
    "endless": lambda _: served.endless,
    "redirect to another host": lambda _: served.elsewhere,
}
"""What a server does instead of answering; refused and DNS are for want of a server."""

SILENT = frozenset({"hang", "hang after a word", "signs of life without a word", "slow drip"})
"""Those that end by our own deadlines only."""
