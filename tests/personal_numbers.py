"""Made-up personal data with the check digits that real data has, and its look-alikes."""

from __future__ import annotations

import random
from collections.abc import Callable

from bot.privacy.redaction import Kind

Draw = random.Random


def digits(draw: Draw, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def zero_width(text: str) -> str:
    """A zero-width space behind every third character."""
    return "".join(c + "\u200b" * (at % 3 == 2) for at, c in enumerate(text))


def registration(draw: Draw, *, foreign: bool = False) -> tuple[str, str]:
    """A registration number of somebody born from 1950 to 1999, in its two halves."""
    birth = f"{draw.randint(50, 99):02}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    body = birth + draw.choice("56" if foreign else "12") + digits(draw, 5)
    weighed = sum(int(d) * w for d, w in zip(body, (*range(2, 10), 2, 3, 4, 5), strict=True))
    check = (11 - weighed % 11 + (2 if foreign else 0)) % 10
    return body[:6], body[6:] + str(check)


def card(draw: Draw, issuer: str = "4", length: int = 16) -> str:
    body = issuer + digits(draw, length - len(issuer) - 1)
    doubled = [sum(divmod(2 * int(d), 10)) for d in body[::-2]]
    return body + str(-(sum(doubled) + sum(int(d) for d in body[-2::-2])) % 10)


def business(draw: Draw) -> str:
    body = draw.choice("123456") + digits(draw, 8)
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    weighed = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    number = body + str(-(weighed + int(body[8]) * 5 // 10) % 10)
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def iban(draw: Draw) -> str:
    country, length = draw.choice([("DE", 18), ("FR", 23), ("NO", 11)])
    body = digits(draw, length)
    rest = int("".join(str(int(c, 36)) for c in body + country) + "00")
    return f"{country}{98 - rest % 97:02}{body}"


def fours(text: str, by: str = " ") -> str:
    return by.join(text[at : at + 4] for at in range(0, len(text), 4))


def _mobile(draw: Draw, by: str = "-") -> str:
    return by.join(("010", draw.choice("23456789") + digits(draw, 3), digits(draw, 4)))


def _exchange(draw: Draw) -> str:
    return draw.choice("23456789") + digits(draw, 2)


def _american(draw: Draw, shape: str) -> str:
    return shape.format(_exchange(draw), _exchange(draw), digits(draw, 4))


def _amex(draw: Draw) -> str:
    number = card(draw, "37", 15)
    return f"{number[:4]} {number[4:10]} {number[10:]}"


PERSONAL: dict[str, tuple[Kind, Callable[[Draw], str]]] = {
    "rrn": (Kind.RESIDENT, lambda d: "-".join(registration(d))),
    "rrn bare": (Kind.RESIDENT, lambda d: "".join(registration(d))),
    "rrn spaced": (Kind.RESIDENT, lambda d: " - ".join(registration(d))),
    "rrn dotted": (Kind.RESIDENT, lambda d: ".".join(registration(d))),
    "rrn full-width": (Kind.RESIDENT, lambda d: full_width("－".join(registration(d)))),
    "rrn zero-width": (Kind.RESIDENT, lambda d: zero_width("-".join(registration(d)))),
    "frn": (Kind.FOREIGNER, lambda d: "-".join(registration(d, foreign=True))),
    "frn bare": (Kind.FOREIGNER, lambda d: "".join(registration(d, foreign=True))),
    "card": (Kind.CARD, lambda d: fours(card(d))),
    "card dashed": (Kind.CARD, lambda d: fours(card(d, "53"), "-")),
    "card bare": (Kind.CARD, card),
    "card spaced dashes": (Kind.CARD, lambda d: fours(card(d), " - ")),
    "card full-width": (Kind.CARD, lambda d: full_width(fours(card(d)))),
    "card amex": (Kind.CARD, _amex),
    "card domestic": (Kind.CARD, lambda d: fours(card(d, "94"), "-")),
    "passport": (Kind.PASSPORT, lambda d: f"M{d.randint(3, 9)}{digits(d, 7)}"),
    "passport new": (Kind.PASSPORT, lambda d: f"M{digits(d, 3)}A{digits(d, 4)}"),
    "licence": (
        Kind.LICENCE,
        lambda d: f"{d.randint(11, 26)}-{digits(d, 2)}-{digits(d, 6)}-{digits(d, 2)}",
    ),
    "licence by province": (
        Kind.LICENCE,
        lambda d: f"서울 {digits(d, 2)}-{digits(d, 6)}-{digits(d, 2)}",
    ),
    "account": (
        Kind.ACCOUNT,
        lambda d: f"계좌번호는 {digits(d, 3)}-{digits(d, 3)}-{digits(d, 6)}",
    ),
    "account by bank": (
        Kind.ACCOUNT,
        lambda d: f"신한은행 {digits(d, 3)}-{digits(d, 2)}-{digits(d, 6)}",
    ),
    "account english": (Kind.ACCOUNT, lambda d: f"account number {digits(d, 12)}"),
    "iban": (Kind.ACCOUNT, iban),
    "iban spaced": (Kind.ACCOUNT, lambda d: fours(iban(d))),
    "mobile": (Kind.PHONE, _mobile),
    "mobile bare": (Kind.PHONE, lambda d: _mobile(d, "")),
    "mobile spaced": (Kind.PHONE, lambda d: _mobile(d, " ")),
    "mobile dotted": (Kind.PHONE, lambda d: _mobile(d, ".")),
    "mobile full-width": (Kind.PHONE, lambda d: full_width(_mobile(d))),
    "mobile zero-width": (Kind.PHONE, lambda d: zero_width(_mobile(d))),
    "mobile +82": (Kind.PHONE, lambda d: "+82 " + _mobile(d)[1:]),
    "Seoul": (Kind.PHONE, lambda d: f"02-{d.randint(200, 9999)}-{digits(d, 4)}"),
    "province": (Kind.PHONE, lambda d: f"031-{d.randint(200, 999)}-{digits(d, 4)}"),
    "US": (Kind.PHONE, lambda d: _american(d, "({}) {}-{}")),
    "US dashed": (Kind.PHONE, lambda d: _american(d, "{}-{}-{}")),
    "US dotted": (Kind.PHONE, lambda d: _american(d, "{}.{}.{}")),
    "US +1": (Kind.PHONE, lambda d: _american(d, "+1 {} {} {}")),
    "UK": (Kind.PHONE, lambda d: f"+44 20 {digits(d, 4)} {digits(d, 4)}"),
    "UK (0)": (Kind.PHONE, lambda d: f"+44 (0)20 {digits(d, 4)} {digits(d, 4)}"),
    "Germany": (Kind.PHONE, lambda d: f"+49 30 {digits(d, 8)}"),
    "Japan": (Kind.PHONE, lambda d: f"+81-90-{digits(d, 4)}-{digits(d, 4)}"),
    "India": (Kind.PHONE, lambda d: f"+91{d.choice('6789')}{digits(d, 9)}"),
    "e-mail": (Kind.EMAIL, lambda d: f"kim.{digits(d, 2)}@example.com"),
    "e-mail tagged": (Kind.EMAIL, lambda d: f"a_{digits(d, 3)}+x@mail.example.co.kr"),
    "e-mail spelled": (Kind.EMAIL, lambda d: f"hong{digits(d, 2)} [at] example [dot] com"),
    "business": (Kind.BUSINESS, business),
    "SSN": (
        Kind.SOCIAL_SECURITY,
        lambda d: f"{d.randint(100, 665)}-{d.randint(10, 99)}-{d.randint(1000, 9999)}",
    ),
}
"""Personal data, by what it is and how it is written."""


def _day(draw: Draw) -> tuple[str, str, str]:
    return (
        str(draw.randint(2013, 2026)),
        f"{draw.randint(1, 12):02}",
        f"{draw.randint(1, 28):02}",
    )


def _time(draw: Draw) -> str:
    return ":".join(f"{draw.randint(0, top):02}" for top in (23, 59, 59))


def _hexadecimal(draw: Draw, count: int) -> str:
    return "".join(draw.choice("0123456789abcdef") for _ in range(count))


HARMLESS: dict[str, Callable[[Draw], str]] = {
    "version": lambda d: f"v{d.randint(0, 30)}.{d.randint(0, 200)}.{d.randint(0, 9999)}",
    "package": lambda d: f"lodash@{d.randint(0, 30)}.{d.randint(0, 20)}.{digits(d, 1)}",
    "prerelease": lambda d: f"@types/node@20.1.{digits(d, 1)}-beta.1",
    "browser": lambda d: f"Chrome {d.randint(100, 140)}.0.{d.randint(1000, 7000)}.99",
    "java": lambda d: f"1.8.0_{d.randint(100, 400)}-b{digits(d, 2)}",
    "error code": lambda d: f"ORA-{digits(d, 5)}",
    "long error code": lambda d: f"ERR-{digits(d, 3)}-{digits(d, 4)}-{digits(d, 4)}",
    "named error code": lambda d: f"error code {digits(d, 10)}",
    "dated error code": lambda d: "에러 코드 S" + "".join(_day(d)),
    "hexadecimal": lambda d: f"0x{_hexadecimal(d, 8).upper()}",
    "ticket of today": lambda d: "".join(_day(d))[2:] + d.choice("12") + digits(d, 6),
    "named ticket": lambda d: "티켓 번호 " + "".join(_day(d))[2:] + "1" + digits(d, 6),
    "issue": lambda d: f"PROJ-{digits(d, 5)}",
    "order": lambda d: f"ORD-{''.join(_day(d))}-{digits(d, 6)}",
    "Korean order": lambda d: f"주문번호 {''.join(_day(d))}{digits(d, 4)}",
    "English order": lambda d: f"order #{digits(d, 10)}",
    "long order": lambda d: f"주문번호 {digits(d, 16)}",
    "order in groups": lambda d: f"order {digits(d, 3)}-{digits(d, 7)}-{digits(d, 7)}",
    "order like a telephone": lambda d: _american(d, "order number {}-{}-{}"),
    "order like an SSN": lambda d: f"order 1{digits(d, 2)}-45-{d.randint(1000, 9999)}",
    "invoice": lambda d: f"INV{digits(d, 8)}",
    "shipment": lambda d: f"운송장 번호 {digits(d, 12)}",
    "date": lambda d: ".".join(_day(d)),
    "compact date": lambda d: "".join(_day(d)),
    "date and time": lambda d: f"{'-'.join(_day(d))} {_time(d)}",
    "ISO time": lambda d: f"{'-'.join(_day(d))}T{_time(d)}.{digits(d, 3)}+09:00",
    "compact time": lambda d: "".join(_day(d)) + _time(d).replace(":", ""),
    "date of ours": lambda d: f"우리 {'-'.join(_day(d))} {_time(d)}에",
    "date and numbers": lambda d: f"{'-'.join(_day(d))} {digits(d, 4)} {digits(d, 4)}",
    "epoch": lambda d: f"1{digits(d, 9)}",
    "epoch in milliseconds": lambda d: f"17{digits(d, 11)}",
    "Slack time": lambda d: f"17{digits(d, 8)}.{digits(d, 6)}",
    "won": lambda d: f"{d.randint(1, 999)},{digits(d, 3)},{digits(d, 3)}원",
    "won without commas": lambda d: f"{d.randint(1, 9)}{digits(d, 8)}원",
    "won more": lambda d: f"+{d.randint(1, 9)}{digits(d, 9)}원",
    "dollars": lambda d: f"${d.randint(1, 999)},{digits(d, 3)}.{digits(d, 2)}",
    "percent": lambda d: f"{d.randint(0, 100)}.{digits(d, 2)}%",
    "size": lambda d: f"{d.randint(1, 9)}{digits(d, 9)} KB",
    "ports": lambda d: f"{d.randint(1500, 1899)}-{d.randint(1900, 9999)}",
    "address": lambda d: f"192.168.{d.randint(0, 255)}.{d.randint(1, 254)}:8080",
    "login": lambda d: f"root@10.0.{d.randint(0, 255)}.{d.randint(1, 254)}",
    "repository": lambda _: "git@github.com:acme/handbook.git",
    "unit": lambda _: "getty@tty1.service",
    "UUID": lambda d: "-".join(_hexadecimal(d, count) for count in (8, 4, 4, 4, 12)),
    "commit": lambda d: _hexadecimal(d, 40),
    "hardware address": lambda d: ":".join(_hexadecimal(d, 2) for _ in range(6)),
    "hotline": lambda d: f"1588-{digits(d, 4)}",
    "book": lambda d: f"978-89-{digits(d, 4)}-{digits(d, 3)}-{digits(d, 1)}",
    "coordinates": lambda d: f"37.{digits(d, 6)}, 126.{digits(d, 6)}",
    "numbers": lambda d: " ".join(digits(d, 2) for _ in range(6)),
}
"""What a support question is full of, and what must stay in it."""
