"""Requests against Discord's own OpenAPI description, which is read where it lies."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.fakes.discord_wire.rest import Call

SPEC = Path(__file__).parents[4] / "shared" / "discord-spec" / "openapi.json.gz"
"""Beside the repository, not in it."""


class Spec:
    """Checks calls, and remembers what was wrong with them."""

    def __init__(self) -> None:
        self._description = json.loads(gzip.decompress(SPEC.read_bytes()))
        # Discord's developer docs let ids be numbers too, and discord.py sends them so where
        # it replies and where it names roles; the description knows only strings.
        schemas = self._description["components"]["schemas"]
        either = [schemas["SnowflakeType"], {"type": "integer", "minimum": 1}]
        schemas["SnowflakeType"] = {"anyOf": either}
        self._paths = [(_pattern(path), path) for path in self._description["paths"]]
        self.checked: Counter[str] = Counter()
        self.faults: list[str] = []

    def check(self, call: Call) -> None:
        """Look at one call; what Discord would refuse is kept in `faults`."""
        self.faults += self.faults_of(call)

    def faults_of(self, call: Call) -> list[str]:
        """What the description does not allow in the call."""
        path = self._path(call.path)
        operation = self._description["paths"].get(path, {}).get(call.method.lower())
        if operation is None:
            return [f"{call.method} {call.path}: there is no such call"]
        self.checked[f"{call.method} {path}"] += 1
        validator = self._validator(path, call.method.lower())
        if validator is None:
            return [f"{call.method} {path}: takes no body"] if call.body else []
        errors = list(validator.iter_errors(call.body))
        return [f"{call.method} {path}: {_told(error)}" for error in errors]

    def _path(self, path: str) -> str:
        """The one with the fewest placeholders that fits."""
        fitting = [name for pattern, name in self._paths if pattern.fullmatch(path)]
        return min(fitting, key=lambda name: name.count("{"), default="")

    @cache  # noqa: B019 - lives as long as the description does
    def _validator(self, path: str, method: str) -> Draft202012Validator | None:
        operation = self._description["paths"][path][method]
        contents: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in contents:
            return None
        schema = contents["application/json"]["schema"]
        components = self._description["components"]
        return Draft202012Validator({**schema, "components": components})


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("".join(_pieces(path)))


def _pieces(path: str) -> Iterator[str]:
    for piece in re.split(r"(\{\w+\})", path):
        yield r"[^/]+" if piece.startswith("{") else re.escape(piece)


def _told(error: Any) -> str:
    closest = best_match([error]) or error
    return f"{closest.json_path}: {closest.message[:300]}"
