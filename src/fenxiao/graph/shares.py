"""Shares (分享): who shares what, and how; and the shortest text that carries it.

Ids that are whole numbers or short plain texts are packed so that two shares never
read the same; other ids do not fit, and need a code that is looked up.

Source: docs/links.md, "What a code carries".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from fenxiao.errors import EventError, GraphError
from fenxiao.graph.link_text import ALPHABET, to_digits, to_number
from fenxiao.model.checks import check_id

__all__ = ["Channel", "Content", "ContentKind", "Share", "pack", "packed_length", "unpack"]

ContentKind = Literal["store", "product", "room", "page", "other"]
"""What is shared: the whole store, or one of its things, which has an id."""

Channel = Literal["link", "card", "poster", "live", "shop", "other"]
"""How: a link, a mini-program card, a QR poster, a live room, a code in a shop."""

_KINDS: tuple[ContentKind, ...] = get_args(ContentKind)
_CHANNELS: tuple[Channel, ...] = get_args(Channel)
_WAYS = [(channel, kind) for channel in _CHANNELS for kind in _KINDS]  # 30: one character

_BASE = len(ALPHABET)
_NUMBER_DIGITS = 13  # enough for any 64 bits
_SIGNS = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_NUMBER = re.compile("0|[1-9][0-9]{0,19}")
_TEXT = re.compile(f"[{_SIGNS}]{{1,{_BASE - 1 - _NUMBER_DIGITS}}}")
_HEAD_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Content:
    """What is shared.

    Args:
        kind: One of "store", "product", "room", "page", "other".
        content_id: Its id among its kind; none of the whole store.

    Raises:
        GraphError: ``link.unknown_word`` for another kind.
        EventError: ``event.bad_id``, or ``event.bad_field`` for an id of the whole store.

    Examples:
        >>> Content("product", "881")
        Content(kind='product', content_id='881')
    """

    kind: ContentKind = "store"
    content_id: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not one thing to share."""
        if self.kind not in _KINDS:
            raise _unknown("kind", _KINDS, self.kind)
        if self.kind != "store":
            check_id(self.content_id, "content_id")
        elif self.content_id != "":
            got, problem = repr(self.content_id)[:160], "the whole store has none"
            raise EventError("event.bad_field", field="content_id", got=got, problem=problem)


@dataclass(frozen=True, slots=True)
class Share:
    """Who shares what, and how.

    Args:
        sharer_id: The member who shares.
        content: What he shares.
        channel: One of "link", "card", "poster", "live", "shop", "other".

    Raises:
        GraphError: ``link.unknown_word`` for another channel.
        EventError: ``event.bad_id`` or ``event.bad_field``.
    """

    sharer_id: str
    content: Content = Content()
    channel: Channel = "link"

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        check_id(self.sharer_id, "sharer_id")
        if type(self.content) is not Content:
            got, problem = repr(self.content)[:160], "it must be a Content"
            raise EventError("event.bad_field", field="content", got=got, problem=problem)
        if self.channel not in _CHANNELS:
            raise _unknown("channel", _CHANNELS, self.channel)


def _unknown(name: str, known: tuple[str, ...], got: object) -> GraphError:
    return GraphError("link.unknown_word", name=name, known=", ".join(known), got=repr(got)[:160])


def pack(share: Share) -> str | None:
    """Return the characters that carry a share, or None where an id is of no short form.

    The way (channel and kind) is one character, then the form of each id one, then the
    digits of both ids.

    Examples:
        >>> pack(Share("1024", Content("product", "881"), "card"))
        '854343XF'
        >>> pack(Share("会员七")) is None
        True
    """
    packed = [_pack_id(one) for one in (share.sharer_id, share.content.content_id)]
    (sharer_form, sharer), (content_form, content) = packed
    if sharer_form < 0 or content_form < 0:
        return None
    way = _WAYS.index((share.channel, share.content.kind))
    head = "".join(ALPHABET[value] for value in (way, sharer_form, content_form))
    return head + sharer + content


def _pack_id(text: str) -> tuple[int, str]:
    """Return an id's form and digits.

    Form 0: no id; 1 to 13: a whole number of so many digits; 14 to 30: a text of 1 to 17
    characters; -1: neither.
    """
    if not text:
        return 0, ""
    if _NUMBER.fullmatch(text):
        number = int(text)
        length = next(n for n in range(1, 99) if number < _BASE**n)
        if length <= _NUMBER_DIGITS:
            return length, to_digits(number, length)
    if not _TEXT.fullmatch(text):
        return -1, ""
    number = 0
    for char in text:
        number = number * len(_SIGNS) + _SIGNS.index(char)
    form = _NUMBER_DIGITS + len(text)
    return form, to_digits(number, _digit_count(form))


def _digit_count(form: int) -> int:
    if form <= _NUMBER_DIGITS:
        return form
    values = len(_SIGNS) ** (form - _NUMBER_DIGITS)
    return next(n for n in range(1, 99) if _BASE**n >= values)


def packed_length(packed: str) -> int:
    """Return how many characters a packed share has by what its first three say."""
    return _HEAD_LENGTH + sum(_digit_count(ALPHABET.index(char)) for char in packed[1:3])


def unpack(packed: str) -> Share | None:
    """Return the share that characters carry, or None where ``pack`` cannot have made them.

    Args:
        packed: As many characters as ``packed_length`` says.

    Examples:
        >>> unpack("854343XF")
        Share(sharer_id='1024', content=Content(kind='product', content_id='881'), channel='card')
    """
    way, sharer_form, content_form = (ALPHABET.index(char) for char in packed[:_HEAD_LENGTH])
    middle = _HEAD_LENGTH + _digit_count(sharer_form)
    sharer_id = _unpack_id(sharer_form, packed[_HEAD_LENGTH:middle])
    content_id = _unpack_id(content_form, packed[middle:])
    if way == len(_WAYS) or not sharer_id or bool(content_id) == (_WAYS[way][1] == "store"):
        return None
    channel, kind = _WAYS[way]
    share = Share(sharer_id, Content(kind, content_id), channel)
    return share if pack(share) == packed else None


def _unpack_id(form: int, digits: str) -> str:
    number = to_number(digits)
    if form <= _NUMBER_DIGITS:
        return str(number) if form else ""
    found = []
    for _ in range(form - _NUMBER_DIGITS):
        number, value = divmod(number, len(_SIGNS))
        found.append(_SIGNS[value])
    return "".join(reversed(found))
