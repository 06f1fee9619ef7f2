"""People in a small Discord, who do what a person can do in its client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcord import interactions
from simcord.backend import serializers
from simcord.backend.models import AllowedMentions, Interaction, Message, User
from simcord.components import walk_components
from simcord.enums import InteractionType, OptionType

from tests.fakes.discord_wire.world import World

_BUTTON = 2
_WITHOUT_PING = AllowedMentions(replied_user=False)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A command that was given or a button that was pressed, and what came back."""

    world: World
    record: Interaction

    @property
    def is_acknowledged(self) -> bool:
        """Whether the bot reacted in time."""
        return self.record.responded

    @property
    def is_thinking(self) -> bool:
        """Whether people see that the bot is at it."""
        return self.record.loading

    @property
    def messages(self) -> list[Message]:
        """What came back, oldest first, without what only says that the bot is thinking."""
        ids = [self.record.message_id, *self.record.followup_ids]
        held = self.world.backend.messages[self.record.channel_id]
        found = [held[one] for one in ids if one is not None and one in held]
        own = self.record.source_message_id
        return [
            one
            for one in found
            if one.id != own and (one.content or one.embeds or one.components)
        ]

    async def answered(self, *, seconds: float = 60) -> Message:
        """The first words that came back."""
        await self.world.until(lambda: self.messages and not self.is_thinking, seconds=seconds)
        return self.messages[0]


@dataclass(frozen=True, eq=False, slots=True)
class Member:
    """Somebody with a language; messages go to a channel's id."""

    world: World
    user: User
    locale: str = "en-US"

    @property
    def dm(self) -> int:
        """The direct messages between this person and the first bot."""
        return self.world.backend.get_dm_channel(self.user.id).id

    def say(
        self,
        channel: int,
        text: str,
        *,
        to: Message | None = None,
        pings: bool = True,
        attachments: Mapping[str, bytes] | None = None,
    ) -> Message:
        """Post; `to` replies, which calls the other one unless `pings` is off."""
        backend = self.world.backend
        reference = None
        if to is not None:
            named = {"channel_id": str(channel), "message_id": str(to.id)}
            reference = backend.normalize_message_reference(channel, named)
        return backend.create_message(
            channel,
            self.user.id,
            text,
            reference=reference,
            allowed_mentions=AllowedMentions() if pings else _WITHOUT_PING,
            attachments=backend.store_attachments(channel, list((attachments or {}).items())),
        )

    def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        assert message.author_id == self.user.id
        self.world.backend.edit_message(message.channel_id, message.id, {"content": text})

    def delete(self, message: Message) -> None:
        """Delete a message."""
        self.world.backend.delete_message(message.channel_id, message.id)

    def sees(self, channel: int) -> list[Message]:
        """What this person sees there of the first bot, for their eyes only or not."""
        held, bot = self.world.backend.messages.get(channel, {}), self.world.bot.user.id
        return [
            one
            for _, one in sorted(held.items())
            if one.author_id == bot and one.visible_to(self.user.id)
        ]

    def order(self, channel: int, words: str, /, **options: str) -> Pressed:
        """Give a command by the name that this person's client shows.

        `words` are the command and its subcommands.
        """
        name, *nested = words.split()
        command = self._command(name)
        path = [self._shown(command, nested[:depth], word) for depth, word in enumerate(nested)]
        leaf, nesting = interactions.walk_to_subcommand(command, path)
        filled = [
            {"name": option["name"], "type": option["type"], "value": options[given]}
            for given in options
            for option in _named(leaf.get("options") or [], given, self.locale)
        ]
        assert len(filled) == len(options), f"{words} has no such options: {options}"
        for option in filled:
            assert option["type"] == OptionType.STRING
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": command["type"],
            "options": interactions.nest_options(command, nesting, filled),
        }
        return self._interact(channel, InteractionType.APPLICATION_COMMAND, data)

    def press(self, message: Message, label: str) -> Pressed:
        """Press a button by what it says."""
        found = [one for one in buttons(message) if label in one.get("label", "")]
        assert len(found) == 1, f"{[one.get('label') for one in buttons(message)]}: {label}"
        assert not found[0].get("disabled")
        return self.press_id(message, found[0]["custom_id"])

    def press_id(self, message: Message, custom_id: str) -> Pressed:
        """Press a button by its id, as it may also stand under an old message."""
        data = {"custom_id": custom_id, "component_type": _BUTTON}
        shown = dict(serializers.message_payload(self.world.backend, message))
        return self._interact(
            message.channel_id,
            InteractionType.MESSAGE_COMPONENT,
            data,
            message=shown,
            source=message.id,
        )

    def _interact(
        self,
        channel: int,
        kind: InteractionType,
        data: dict[str, Any],
        *,
        message: dict[str, Any] | None = None,
        source: int | None = None,
    ) -> Pressed:
        backend = self.world.backend
        record, event = interactions.base_payload(
            backend,
            type=kind,
            channel_id=channel,
            guild_id=backend.get_channel(channel).guild_id,
            user_id=self.user.id,
            data=data,
        )
        record.source_message_id = source
        event["locale"] = self.locale
        if message:
            event["message"] = message
        backend.emit("INTERACTION_CREATE", event)
        return Pressed(self.world, record)

    def _command(self, name: str) -> dict[str, Any]:
        registered = [
            command
            for scope in (self.world.guild.id, None)
            for command in self.world.backend.commands.get(scope, {}).values()
        ]
        found = list(_named(registered, name, self.locale))
        assert found, f"/{name} was never registered: {[one['name'] for one in registered]}"
        return found[0]

    def _shown(self, command: dict[str, Any], path: list[str], word: str) -> str:
        node, _ = interactions.walk_to_subcommand(command, path)
        (found,) = _named(node.get("options") or [], word, self.locale)
        return str(found["name"])


def buttons(message: Message) -> list[dict[str, Any]]:
    """The buttons under a message, those that are only links left out."""
    return [
        component
        for component in walk_components(message.components)
        if component.get("type") == _BUTTON and component.get("custom_id")
    ]


def _named(those: list[dict[str, Any]], name: str, locale: str) -> Iterator[dict[str, Any]]:
    """Those that a client in this language shows under this name."""
    for one in those:
        shown = (one.get("name_localizations") or {}).get(locale, one["name"])
        if name in {shown, one["name"]}:
            yield one
