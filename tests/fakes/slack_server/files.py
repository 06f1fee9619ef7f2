"""Files that people share, and the host that they lie on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.slack_server.calls import Answers, Call, Reply
from tests.fakes.slack_server.refusal import Refusal
from tests.fakes.slack_server.workspace import App, Workspace

_LOGIN = "<!DOCTYPE html><title>Slack</title> Sign in to your workspace"


@dataclass
class Files:
    """What was uploaded. `asked` holds the tokens with which files were asked for."""

    workspace: Workspace
    url: str = ""
    asked: list[str] = field(default_factory=list)
    _held: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def upload(self, raw: bytes, *, kind: str = "image/png", name: str = "a.png") -> Any:
        """A file as messages tell of it."""
        id_ = f"F0FILE{next(self._numbers)}"
        shape = {
            "id": id_,
            "name": name,
            "mimetype": kind,
            "size": len(raw),
            "mode": "hosted",
            "file_access": "visible",
            "url_private": f"{self.url}/files-pri/{id_}/{name}",
        }
        self._held[id_] = (shape, raw)
        return shape

    def from_outside(self, raw: bytes, *, kind: str = "image/png") -> Any:
        """The same as a message tells of it that another company shared."""
        shape = self.upload(raw, kind=kind)
        return {"id": shape["id"], "mode": "file_access", "file_access": "check_file_info"}

    async def give(self, request: web.Request) -> web.Response:
        """The bytes; without a token that may read files, the page for people who log in."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append(token)
        app = next((one for one in self.workspace.apps if one.bot_token == token), App())
        if token != app.bot_token or "files:read" not in app.scopes:
            return web.Response(text=_LOGIN, content_type="text/html")
        if request.match_info["id"] not in self._held:
            return web.Response(status=404)
        shape, raw = self._held[request.match_info["id"]]
        return web.Response(body=raw, content_type=shape["mimetype"])

    def methods(self) -> dict[str, Answers]:
        """What the Web API says about files."""
        return {"files.info": self._info}

    def _info(self, call: Call) -> Reply:
        if call["file"] not in self._held:
            raise Refusal("file_not_found")
        return {"file": self._held[call["file"]][0]}
