"""What a method gets, and what answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.fakes.slack_server.workspace import App, Message, Workspace

Reply = dict[str, Any]


class Tells(Protocol):
    """Tells the apps what happened."""

    def changed(self, message: Message, before: dict[str, Any]) -> None: ...

    def deleted(self, message: Message) -> None: ...

    def posted(self, message: Message) -> None: ...


@dataclass
class Call:
    """One call of a method. `args` are as they were read, `answer` as it went out."""

    method: str
    args: dict[str, Any]
    app: App
    workspace: Workspace
    tells: Tells
    url: str = ""
    at: float = 0.0
    answer: Reply = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.args[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An argument, if it was given."""
        return self.args.get(name, default)


Answers = Callable[[Call], Reply]
