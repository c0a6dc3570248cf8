"""Share link codes (分享链接码): who shares what and how, in 16 to 30 characters that name a slip.

A carrying code holds the share itself, so that reading needs nothing but the key. A
lookup code is a keyed digest of it, for ids that do not fit and for people who type;
the host stores which share it stands for. Either is a parameter code (带参二维码) too.

Source: docs/links.md; vectors in tests/data/link_codes.json.
"""

from __future__ import annotations

from typing import NamedTuple

from fenxiao.errors import EventError, GraphError
from fenxiao.graph.link_keys import LinkKey, LinkKeys, same, sign
from fenxiao.graph.link_text import (
    CODE_LENGTH_MAX,
    CODE_LENGTH_MIN,
    check_character,
    read_characters,
    refuse_slip,
)
from fenxiao.graph.shares import Share, pack, packed_length, unpack
from fenxiao.model.checks import check_quantity
from fenxiao.model.records import Refusal

__all__ = ["LinkCode", "carrying_code", "fits", "lookup_code", "parse_code", "refuse_share"]

_CARRYING = "A"
_LOOKUP = "K"  # of either form, the first version
_FORMS = {_CARRYING: 9, _LOOKUP: 3}  # characters of the tag
_HEAD_LENGTH = 2
_BODY_LENGTH = 10


class LinkCode(NamedTuple):
    """A code that was issued, as far as its key can tell.

    Args:
        text: As it was issued: capitals, no spaces.
        key_id: The key that signed it.
        share: What it stands for; None of a lookup code, which the host looks up.
    """

    text: str
    key_id: str
    share: Share | None


def fits(share: Share) -> bool:
    """Tell whether a carrying code holds a share: numbers and short plain texts as ids.

    Examples:
        >>> fits(Share("10000000001")), fits(Share("openid-of-some-28-characters"))
        (True, False)
    """
    packed = pack(share)
    return packed is not None and _carrying_length(packed) <= CODE_LENGTH_MAX


def _carrying_length(packed: str) -> int:
    return _HEAD_LENGTH + len(packed) + _FORMS[_CARRYING] + 1


def carrying_code(share: Share, keys: LinkKeys) -> str:
    """Return the code that carries a share; two shares never have the same.

    Args:
        share: Who shares what, and how.
        keys: The newest signs.

    Returns:
        16 to 30 characters of ``ALPHABET``.

    Raises:
        GraphError: ``link.ids_too_long`` where ``fits`` says no.

    Examples:
        >>> keys = LinkKeys("shop", (LinkKey("A", bytes(range(32))),))
        >>> carrying_code(Share("1024"), keys)
        'AA252343RZJPR2T8A4'
    """
    packed = pack(share)
    if packed is None or _carrying_length(packed) > CODE_LENGTH_MAX:
        ids = {"sharer_id": share.sharer_id, "content_id": share.content.content_id}
        raise GraphError("link.ids_too_long", limit=CODE_LENGTH_MAX, **ids)
    return _sealed(_CARRYING + keys.newest.key_id + packed, keys.newest, keys.realm)


def lookup_code(share: Share, keys: LinkKeys, *, serial: int = 0) -> str:
    """Return the code under which the host stores a share; made of it, but not holding it.

    Two shares may, though hardly ever, have the same code: then the host's unique column
    says so, and the next serial gives another.

    Args:
        share: Who shares what, and how; any ids.
        keys: The newest signs.
        serial: 0, unless the code of the one before stands for another share.

    Returns:
        16 characters of ``ALPHABET``.

    Raises:
        EventError: ``event.bad_quantity`` for a serial below 0.

    Examples:
        >>> keys = LinkKeys("shop", (LinkKey("A", bytes(range(32))),))
        >>> lookup_code(Share("openid-of-some-28-characters"), keys)
        'KA35U765T533JMPR'
    """
    return _lookup_code(share, keys.newest, keys.realm, serial)


def _lookup_code(share: Share, key: LinkKey, realm: str, serial: int) -> str:
    check_quantity(serial, "serial", low=0)
    content = share.content
    parts = (share.sharer_id, content.kind, content.content_id, share.channel, serial)
    body = sign(key, realm, "lookup", *parts, length=_BODY_LENGTH)
    return _sealed(_LOOKUP + key.key_id + body, key, realm)


def _sealed(text: str, key: LinkKey, realm: str) -> str:
    sealed = text + _tag(text, key, realm)
    return sealed + check_character(sealed)


def _tag(text: str, key: LinkKey, realm: str) -> str:
    return sign(key, realm, "code", text, length=_FORMS[text[0]])


def parse_code(text: str, keys: LinkKeys) -> LinkCode | Refusal:
    """Read a code from outside, or say exactly what is wrong with it; never raise for it.

    Args:
        text: What was typed, pasted or scanned; case, spaces and hyphens do not matter.
        keys: The realm it must belong to, and the keys that may have signed it.

    Returns:
        The code; or the first of ``link.wrong_character``, ``link.too_short``,
        ``link.too_long``, ``link.mistyped``, ``link.unknown_version``,
        ``link.unknown_key``, ``link.wrong_realm``, ``link.forged``.

    Raises:
        EventError: ``event.bad_field`` for what is no text, which is the caller's fault.

    Examples:
        >>> keys = LinkKeys("shop", (LinkKey("A", bytes(range(32))),))
        >>> parse_code("aa25-2343-rzjp-r2t8-a4", keys).share.sharer_id
        '1024'
        >>> parse_code("aa25-2343-zrjp-r2t8-a4", keys).code
        'link.mistyped'
    """
    if type(text) is not str:
        got, problem = repr(text)[:160], "it must be a text"
        raise EventError("event.bad_field", field="text", got=got, problem=problem)
    code = read_characters(text)
    if isinstance(code, Refusal):
        return code
    refusal = refuse_slip(code) or _refuse_form(code) or _refuse_tag(code, keys)
    if refusal is not None:
        return refusal
    if code[0] == _LOOKUP:
        return LinkCode(code, code[1], None)
    share = unpack(code[_HEAD_LENGTH : -_FORMS[_CARRYING] - 1])
    return LinkCode(code, code[1], share) if share else _forged(code)


def _refuse_form(code: str) -> Refusal | None:
    if code[0] not in _FORMS:
        return Refusal("link.unknown_version", (("known", ", ".join(_FORMS)), ("got", code[0])))
    length = CODE_LENGTH_MIN
    if code[0] == _CARRYING:
        length = _HEAD_LENGTH + packed_length(code[_HEAD_LENGTH:]) + _FORMS[_CARRYING] + 1
    if len(code) == length:
        return None
    slip = "link.too_short" if len(code) < length else "link.too_long"
    return Refusal(slip, (("length", len(code)), ("limit", length)))


def _refuse_tag(code: str, keys: LinkKeys) -> Refusal | None:
    key = keys.find(code[1])
    if key is None:
        known = ", ".join(one.key_id for one in keys.keys)
        return Refusal("link.unknown_key", (("known", known), ("got", code[1])))
    start = -_FORMS[code[0]] - 1
    text, got = code[:start], code[start:-1]
    if same(_tag(text, key, keys.realm), got):
        return None
    for realm in keys.other_realms:
        if same(_tag(text, key, realm), got):
            return Refusal("link.wrong_realm", (("realm", keys.realm), ("got", realm)))
    return _forged(code)


def _forged(code: str) -> Refusal:
    return Refusal("link.forged", (("key_id", code[1]),))


def refuse_share(
    code: LinkCode, share: Share, keys: LinkKeys, *, serial: int = 0
) -> Refusal | None:
    """Say why a stored share is not the one that a code stands for, or None if it is.

    Args:
        code: What ``parse_code`` returned, under the same keys.
        share: What the host has stored under it, or what else came along with it.
        keys: The keys; the one that signed the code is used.
        serial: The serial with which a lookup code was made.

    Returns:
        ``link.other_share``: the row, or the code in it, was changed; or
        ``link.unknown_key``: the code was read under other keys.

    Examples:
        >>> keys = LinkKeys("shop", (LinkKey("A", bytes(range(32))),))
        >>> stored = Share("openid-of-some-28-characters")
        >>> code = parse_code("KA35-U765-T533-JMPR", keys)
        >>> refuse_share(code, stored, keys) is None
        True
        >>> refuse_share(code, Share("u9"), keys).code
        'link.other_share'
    """
    if code.share is not None:
        is_same = code.share == share
    else:
        key = keys.find(code.key_id)
        if key is None:
            known = ", ".join(one.key_id for one in keys.keys)
            return Refusal("link.unknown_key", (("known", known), ("got", code.key_id)))
        is_same = same(_lookup_code(share, key, keys.realm, serial), code.text)
    facts = (("link", code.text), ("sharer_id", share.sharer_id))
    return None if is_same else Refusal("link.other_share", facts)
