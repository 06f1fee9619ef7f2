"""The reader of mails (.eml, .mht): subject, who and when, and the text of the message."""

from __future__ import annotations

import contextlib
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

from bot.adapters.documents import marks
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.sheets import read_csv
from bot.adapters.documents.text import Reading, decode, name_of, shortened, tidy
from bot.domain.errors import DocumentUnreadable

VERSION = "mail/2"

_READ = frozenset(["text/plain", "text/markdown", "text/html", "text/csv"])
_FIELDS = ("From", "To", "Date")


def read_mail(raw: bytes, path: str, limits: Limits) -> Reading:
    """A mail: its subject as the heading, sender, receivers and date, then its text.

    The HTML version is read when there is no plain one. Mails within it and attached texts,
    pages and CSV files are read; other attachments are named in a remark. Raises
    DocumentUnreadable.
    """
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise DocumentUnreadable("it has no mail header: it is damaged, or no mail")
    _refuse_depth(message, limits)
    subject = shortened(tidy(_field(message, "Subject")))
    inside = _Inside(path)
    text = mail_text(subject, _facts(message), list(inside.texts(message)))
    return Reading(title=subject or name_of(path), text=text, remarks=not_read(inside.left))


class _Inside:
    """The parts of a mail. `left` names those that are not read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.left: list[str] = []

    def texts(self, part: EmailMessage) -> Iterator[str]:
        """What a part says, and the parts below it."""
        kind = part.get_content_type()
        below = [p for p in part.iter_parts() if isinstance(p, EmailMessage)]
        if not part.is_multipart():
            yield from self._leaf(part, kind)
        elif kind == "message/rfc822":
            for each in below:
                yield marks.heading(2, _field(each, "Subject") or "Mail")
                yield from _facts(each)
                yield from self.texts(each)
        elif kind == "multipart/alternative":
            yield from self._one_of(below)
        else:
            for each in below:
                yield from self.texts(each)

    def _one_of(self, versions: list[EmailMessage]) -> Iterator[str]:
        """The first version that says something, the plain one before others."""
        for each in sorted(versions, key=lambda part: part.get_content_type() != "text/plain"):
            said = [text for text in self.texts(each) if text.strip()]
            if said:
                yield from said
                return

    def _leaf(self, part: EmailMessage, kind: str) -> Iterator[str]:
        read = {"text/html": self._page, "text/csv": self._sheet}.get(kind, _prose)
        if kind in _READ:
            if part.is_attachment():
                yield marks.heading(2, _name(part))
            yield read(part)
        elif part.is_attachment() or (part.get_filename() and not kind.startswith("image/")):
            self.left.append(_name(part))

    def _page(self, part: MIMEPart) -> str:
        # Imported with the first such mail: its libraries are slow.
        from bot.adapters.documents.html import read_html  # noqa: PLC0415 - see above

        try:
            return read_html(_content(part).encode(), self._path).text.strip()
        except DocumentUnreadable:
            return ""

    def _sheet(self, part: MIMEPart) -> str:
        try:
            return read_csv(_content(part).encode(), self._path).text.strip()
        except DocumentUnreadable:
            return ""


def _prose(part: MIMEPart) -> str:
    return marks.prose(_content(part))


def mail_text(subject: str, facts: list[str], texts: list[str]) -> str:
    """A mail as Markdown. Raises DocumentUnreadable when it says nothing."""
    if not subject and not any(text.strip() for text in texts):
        raise DocumentUnreadable("the mail has neither a subject nor a text")
    blocks = [marks.heading(1, subject), *facts, *texts]
    return marks.joined(blocks) + "\n"


def not_read(names: list[str]) -> tuple[str, ...]:
    """What to tell about attachments that were not read."""
    if not names:
        return ()
    which = ", ".join(names)[:500]
    return (f"attachments are not read, save them next to it: {which}",)


def _refuse_depth(message: EmailMessage, limits: Limits) -> None:
    waiting = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > limits.depth or seen > limits.members:
            raise DocumentUnreadable(
                f"its parts stand more than {limits.depth} deep in each other, or are more "
                f"than {limits.members:,}: save the message without its attachments"
            )
        below = part.iter_parts() if part.is_multipart() else ()
        waiting.extend((p, depth + 1) for p in below if isinstance(p, EmailMessage))


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        # What it says of its letters is wrong; Korean mails often say so.
        return decode(raw)


def _name(part: EmailMessage) -> str:
    return shortened(tidy(part.get_filename() or part.get_content_type()))


def _facts(message: EmailMessage) -> list[str]:
    said = {name: _field(message, name) for name in _FIELDS}
    with contextlib.suppress(ValueError, TypeError):  # it stays as it was written
        said["Date"] = parsedate_to_datetime(said["Date"]).strftime("%Y-%m-%d %H:%M")
    return [marks.item(f"{name}: {words}") for name, words in said.items() if words]


def _field(message: EmailMessage, name: str) -> str:
    """A header in one line; letters that it shows as they are, unmarked, are told as such."""
    told = next((str(v) for n, v in message.raw_items() if n.lower() == name.lower()), "")
    try:
        if any("\udc80" <= sign <= "\udcff" for sign in told):
            return " ".join(decode(told.encode("utf-8", "surrogateescape")).split())
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError, DocumentUnreadable):
        return ""  # a header that is broken
