"""A serving bot as a process, and a person at its web page."""

from __future__ import annotations

import signal
import socket
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.journeys.terminal import Said, Terminal

_SECONDS = 120


def free_port() -> int:
    """A port that nothing listened at a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Serving:
    """The process, and what it has said so far."""

    process: subprocess.Popen[str]
    port: int
    said: list[str] = field(default_factory=list)

    def heard(self, words: str) -> str:
        """Wait for a line with these words, and give it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if words in line:
                return self.said[-1]
        raise AssertionError(f"'{words}' was never said: {self.ended()}")

    def ended(self, number: signal.Signals | None = None) -> Said:
        """What it said until its end, after sending a signal if one is given."""
        if number is not None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=_SECONDS)
        return Said(self.process.returncode, "\n".join([*self.said, out]), err)


@contextmanager
def serving(terminal: Terminal, *words: str, port: int, **env: str) -> Iterator[Serving]:
    """`supportbot serve` at a port, until the block ends; `words` are its options."""
    process = terminal.start("serve", *words, env={"BOT_WEB__PORT": str(port), **env})
    try:
        yield Serving(process, port)
    finally:
        process.kill()
        process.communicate()


class Visitor:
    """Somebody at the web page; keeps the cookie, as a browser does."""

    def __init__(self, port: int) -> None:
        # No connection outlives its call: nobody closes a visitor.
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            timeout=_SECONDS,
            headers={"Accept-Language": "ko"},
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.conversation = str(uuid.uuid4())

    def ask(self, text: str) -> str:
        """Ask, and give the question's id once it was accepted."""
        body = {"text": text, "conversation": self.conversation, "message": str(uuid.uuid4())}
        answer = self.client.post("/api/questions", json=body)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        return str(answer.json()["id"])

    def answer(self, question: str) -> Mapping[str, Any]:
        """What came of it, however long it takes: the stream ends with the answer."""
        with self.client.stream("GET", f"/api/questions/{question}/events") as events:
            events.read()
        shape: Mapping[str, Any] = self.client.get(f"/api/questions/{question}").json()
        return shape

    def order(self, command: str) -> str:
        """Give an order about one's words; gives the receipt."""
        answer = self.client.post("/api/privacy", json={"command": command})
        assert answer.is_success, answer.text
        return str(answer.json()["text"])
