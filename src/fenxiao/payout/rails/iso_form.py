"""What ISO 20022 messages share (ISO 20022 报文): a strict reader, plain writing, characters.

XML is read by the parser of the standard library, which is told to refuse every document
type: without one there are no entities, so that nothing expands and nothing is fetched.
What is read is a tree of names and texts; what stands twice where one is meant counts as
missing, so that no reader can take the other one.

Source: docs/rails/iso20022.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from fenxiao.errors import PayoutError
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.money.currencies import CURRENCIES
from fenxiao.payout.rails.answers import id_in, text_in

__all__ = [
    "NAMESPACE",
    "Amount",
    "Node",
    "amount_at",
    "children",
    "count_at",
    "decimals",
    "is_iban",
    "is_latin",
    "is_xml_text",
    "node_at",
    "read_message",
    "scaled",
    "shown_sum",
    "text_at",
    "token_at",
]

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_DECIMAL = re.compile(r"\+?0*([0-9]{1,18})(?:\.([0-9]{0,17}))?")
_COUNT = re.compile(r"0*([0-9]{1,15})")
_LATIN = re.compile(r"[a-zA-Z0-9/\-?:().,'+ ]*")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_MOST_DECIMALS = 17
_LAST = 0xFFFE


class Node(NamedTuple):
    """An element: its name without the namespace, its text, its attributes, what is in it."""

    name: str
    attributes: dict[str, str]
    pieces: list[str]
    nodes: list[Node]


_NOTHING = Node("", {}, [], [])


class Amount(NamedTuple):
    """An amount that a message names; either part is None if it cannot be read."""

    amount_minor: int | None = None
    currency: str | None = None


def _refuse(problem: str) -> NoReturn:
    raise PayoutError("rail.unreadable", problem=problem)


def _refuse_type(*_: object) -> NoReturn:
    _refuse("it has a document type, which is not read")


def read_message(told: str | bytes, message: str, versions: Collection[str], name: str) -> Node:
    """Read a message.

    Args:
        told: The XML, as it came.
        message: Its name without the version, such as ``pain.002.001``.
        versions: The versions that are known.
        name: The one element that the document holds.

    Returns:
        That element. Elements of other namespaces are kept under a
        name that no element of the message has.

    Raises:
        PayoutError: ``rail.unreadable`` for what is no XML, has a document type, or is no
            such message.

    Examples:
        >>> told = f'<Document xmlns="{NAMESPACE}pain.002.001.03"><A><B>x</B></A></Document>'
        >>> text_at(read_message(told, "pain.002.001", ["03"], "A"), "B")
        'x'
    """
    top = _read(told)
    known = [f"{NAMESPACE}{message}.{one} Document" for one in versions]
    if top.name not in known:
        _refuse(f"it is no {message} of version {', '.join(versions)}")
    found = node_at(_without(top, top.name.partition(" ")[0] + " "), name)
    if not found.name:
        _refuse(f"{name} must stand in it once")
    return found


def _read(told: str | bytes) -> Node:
    top = Node("", {}, [], [])
    open_nodes = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes, [], [])
        open_nodes[-1].nodes.append(node)
        open_nodes.append(node)

    def end(_: str) -> None:
        open_nodes.pop()

    def text(piece: str) -> None:
        open_nodes[-1].pieces.append(piece)

    try:
        # What is text already is in no encoding, whatever its first line says.
        encoding = "utf-8" if isinstance(told, str) else None
        parser = expat.ParserCreate(encoding, " ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_type
        parser.EntityDeclHandler = _refuse_type
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.Parse(told.encode() if isinstance(told, str) else told, True)  # noqa: FBT003  # the last piece; expat takes no name for it
    except (expat.ExpatError, ValueError, LookupError) as error:
        _refuse(f"it is no XML, {type(error).__name__}")
    return top.nodes[0]


def _without(top: Node, space: str) -> Node:
    """Return the tree with plain names for the elements of one namespace."""
    renamed = top._replace(name=top.name.removeprefix(space), nodes=[])
    waiting = [(top, renamed)]
    while waiting:  # no recursion: how deep a message is, its sender decides
        old, new = waiting.pop()
        for one in old.nodes:
            copy = one._replace(name=one.name.removeprefix(space), nodes=[])
            new.nodes.append(copy)
            waiting.append((one, copy))
    return renamed


def children(node: Node, *names: str) -> list[Node]:
    """Return the elements at a path, of which only the last may stand more than once."""
    *path, last = names
    parent = node_at(node, *path)
    return [one for one in parent.nodes if one.name == last]


def node_at(node: Node, *names: str) -> Node:
    """Return the one element at a path; an empty one if there is none or more than one."""
    for name in names:
        found = [one for one in node.nodes if one.name == name]
        node = found[0] if len(found) == 1 else _NOTHING
    return node


def text_at(node: Node, *names: str) -> str:
    """Return the text at a path, without the spaces around it; "" if there is none."""
    found = node_at(node, *names)
    return text_in({"": "".join(found.pieces).strip()}, "")


def token_at(node: Node, *names: str) -> str | None:
    """Return the id at a path if it is one that can be compared whole."""
    return id_in({"": text_at(node, *names)}, "")


def count_at(node: Node, *names: str) -> int | None:
    """Return the whole number at a path."""
    match = _COUNT.fullmatch(text_at(node, *names))
    return int(match[1]) if match else None


def decimals(text: str) -> tuple[int, int] | None:
    """Return a decimal number as a whole number and its decimals, without needless noughts.

    Examples:
        >>> decimals("12.340"), decimals("1e2")
        ((1234, 2), None)
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    rest = (match[2] or "").rstrip("0")
    return int(match[1] + rest), len(rest)


def amount_at(node: Node, *names: str) -> Amount:
    """Return the amount at a path, in minor units of the currency that it names.

    Examples:
        >>> told = f'<Document xmlns="{NAMESPACE}x.01"><A><B Ccy="EUR">12.3</B></A></Document>'
        >>> amount_at(read_message(told, "x", ["01"], "A"), "B")
        Amount(amount_minor=1230, currency='EUR')
    """
    found = CURRENCIES.get(node_at(node, *names).attributes.get("Ccy", ""))
    number = decimals(text_at(node, *names))
    if found is None:
        return Amount()
    if number is None or number[1] > found.exponent:
        return Amount(None, found.code)
    amount_minor = number[0] * 10 ** (found.exponent - number[1])
    is_fine = 1 <= amount_minor <= AMOUNT_LIMIT_MINOR
    return Amount(amount_minor if is_fine else None, found.code)


def scaled(number: tuple[int, int]) -> int:
    """Return a decimal number as a whole one that can be compared with others.

    Examples:
        >>> scaled((1234, 2)) == scaled((12340, 3))
        True
    """
    return int(number[0] * 10 ** (_MOST_DECIMALS - number[1]))


def shown_sum(amounts: Sequence[tuple[str, int]]) -> str:
    """Return the sum of amounts as a control sum: of the numbers, whatever the currencies.

    Args:
        amounts: Currencies with amounts in minor units.

    Examples:
        >>> shown_sum([("EUR", 1_230), ("JPY", 5)])
        '17.30'
    """
    places = max((CURRENCIES[code].exponent for code, _ in amounts), default=0)
    total = sum(minor * 10 ** (places - CURRENCIES[code].exponent) for code, minor in amounts)
    whole, rest = divmod(int(total), 10**places)
    return f"{whole}.{rest:0{places}}" if places else str(whole)


def is_latin(text: str) -> bool:
    """Say whether a text keeps to the characters that every SEPA bank takes.

    Examples:
        >>> is_latin("June 2026"), is_latin("佣金"), is_latin("a//b")
        (True, False, False)
    """
    is_slashed = text.startswith("/") or text.endswith("/") or "//" in text
    return bool(_LATIN.fullmatch(text)) and not is_slashed


def is_xml_text(text: str) -> bool:
    """Say whether a text can stand in XML and is seen: no controls, no half characters."""
    return all(_is_seen(one) for one in text)


def _is_seen(one: str) -> bool:
    is_last = ord(one) & _LAST == _LAST  # the last two of each plane are no characters
    return (" " <= one < "\x7f" or "\xa0" <= one < "\ud800" or one >= "\ue000") and not is_last


def is_iban(text: str) -> bool:
    """Say whether a text is an IBAN whose check digits are right.

    Examples:
        >>> is_iban("DE89370400440532013000"), is_iban("DE88370400440532013000")
        (True, False)
    """
    if not _IBAN.fullmatch(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1
