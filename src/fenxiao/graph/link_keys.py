"""Keys of link codes (链接码密钥): several at a time, the newest signs, the older verify.

Everything that is signed names its purpose, its format and its realm, in the canonical
encoding, so that no code of one shop or of one purpose is one of another, even under
the same secret.

Source: docs/links.md, "Keys".
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from fenxiao.errors import GraphError
from fenxiao.graph.link_text import ALPHABET, to_digits
from fenxiao.model.checks import check_id, check_tuple
from fenxiao.model.encoding import canonical

__all__ = ["SECRET_BYTES_MIN", "LinkKey", "LinkKeys", "same", "sign"]

SECRET_BYTES_MIN = 16
"""The shortest secret, in bytes; 32 of a random source are better."""


@dataclass(frozen=True, slots=True)
class LinkKey:
    """A secret and the character that names it in codes.

    Args:
        key_id: One character of ``ALPHABET``; stands in every code, so it is no secret.
        secret: At least 16 bytes of a random source; never shown.

    Raises:
        GraphError: ``link.bad_key_id`` or ``link.short_key``.

    Examples:
        >>> LinkKey("A", bytes(range(32)))
        LinkKey(key_id='A')
    """

    key_id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key that signs nothing well."""
        if type(self.key_id) is not str or len(self.key_id) != 1 or self.key_id not in ALPHABET:
            raise GraphError("link.bad_key_id", known=ALPHABET, got=repr(self.key_id)[:160])
        if type(self.secret) is not bytes or len(self.secret) < SECRET_BYTES_MIN:
            size = f"{len(self.secret)} bytes" if type(self.secret) is bytes else "no bytes"
            raise GraphError("link.short_key", key_id=self.key_id, low=SECRET_BYTES_MIN, got=size)


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """The keys of one realm: the last is the newest and signs, each verifies.

    Args:
        realm: Which shop or platform; a code of one realm is none of another.
        keys: Oldest first; take one out, and its codes are refused.
        other_realms: Realms under the same keys whose codes shall be named as such.

    Raises:
        GraphError: ``link.no_keys`` or ``link.repeated_key``.
        EventError: ``event.bad_id`` or ``event.bad_field``.

    Examples:
        >>> old, new = LinkKey("A", bytes(32)), LinkKey("B", bytes(range(32)))
        >>> LinkKeys("shop", (old, new)).newest
        LinkKey(key_id='B')
    """

    realm: str
    keys: tuple[LinkKey, ...]
    other_realms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a set of keys in which a code could belong to two, or to none."""
        object.__setattr__(self, "keys", check_tuple(self.keys, LinkKey, "keys"))
        others = check_tuple(self.other_realms, str, "other_realms")
        object.__setattr__(self, "other_realms", others)
        for realm in (self.realm, *others):
            check_id(realm, "realm")
        if not self.keys:
            raise GraphError("link.no_keys", realm=self.realm)
        seen: set[str] = set()
        for key in self.keys:
            if key.key_id in seen:
                raise GraphError("link.repeated_key", key_id=key.key_id)
            seen.add(key.key_id)

    @property
    def newest(self) -> LinkKey:
        """The key that signs."""
        return self.keys[-1]

    def find(self, key_id: str) -> LinkKey | None:
        """Return the key of that name, or None."""
        return next((key for key in self.keys if key.key_id == key_id), None)


def sign(key: LinkKey, realm: str, purpose: str, *parts: str | int, length: int) -> str:
    """Return a tag over a purpose and its parts: HMAC-SHA-256, cut to base-31 digits.

    Args:
        key: Whose secret; its name is signed too.
        realm: Which shop or platform.
        purpose: What the tag is for; tags of two purposes have nothing in common.
        parts: What is signed; canonical, so that no two lists of parts read the same.
        length: How many characters.

    Examples:
        >>> sign(LinkKey("A", bytes(16)), "shop", "code", "AA2", length=9)
        'PZJPK3SB2'
    """
    told = canonical(["fenxiao.link", purpose, realm, key.key_id, *parts])
    mac = hmac.digest(key.secret, told, "sha256")
    return to_digits(int.from_bytes(mac, "big"), length)


def same(expected: str, got: str) -> bool:
    """Tell whether a tag is the expected one, in a time that does not tell where it differs.

    Args:
        expected: What ``sign`` returned.
        got: Any text from outside.
    """
    return got.isascii() and hmac.compare_digest(expected, got)
