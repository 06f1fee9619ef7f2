"""Has a model that sees say what a picture says."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass

from bot.core.prompting import framed, spoken
from bot.domain.errors import ModelUnavailable
from bot.domain.language import Language
from bot.domain.pictures import Picture
from bot.ports import ChatModel, Message, Sight, Voice, Worded

_NOTHING = "NONE"


@dataclass(frozen=True, slots=True)
class Vision:
    """Asks `model`. `rules` says `{language}` where the asker's language belongs."""

    model: ChatModel
    rules: str

    async def read(self, picture: Picture, *, asked: str, language: Language) -> Sight:
        """What matters in the picture, in the model's words: untrusted.

        Raises ModelUnavailable, BudgetSpent, DatabaseUnavailable.
        """
        said, worded = "", None
        async with aclosing(
            self.model.stream(self._messages(picture, asked, language))
        ) as all_:
            async for piece in all_:
                if isinstance(piece, Worded):
                    worded = piece
                else:
                    said += piece
        if worded is None:
            raise ModelUnavailable("The vision model came to no end.")
        if said.strip(" .*`\"'\n") == _NOTHING:
            said = ""
        return Sight(said.strip(), False, worded.tokens, worded.cost)  # noqa: FBT003 - a record

    def _messages(self, picture: Picture, asked: str, language: Language) -> list[Message]:
        rules = self.rules.replace("{language}", spoken(language)).strip()
        return [
            Message(Voice.SYSTEM, rules),
            Message(Voice.USER, framed("question", asked), pictures=(picture,)),
        ]
