"""Shared pages (分享页): what a link to a page carries, so that no part of it can be changed.

A shared page shows the storefront of one member, which need not be the sharer's own: a
fan shares within the store he came to. The seal binds all of it to the code.

Source: docs/links.md, "What a shared page carries".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from fenxiao.errors import EventError, GraphError
from fenxiao.graph.link_keys import LinkKey, LinkKeys, same, sign
from fenxiao.graph.links import carrying_code, fits, lookup_code, parse_code
from fenxiao.graph.shares import Channel, Content, ContentKind, Share
from fenxiao.model.checks import check_id
from fenxiao.model.records import Refusal

__all__ = ["SharedPage", "read_page", "share_page"]

_SEAL_LENGTH = 9
_NAMES = ("sharer", "storefront", "kind", "content", "channel", "code", "seal")
_OPTIONAL = "content"  # the whole store has none
_SHOWN = 40


class SharedPage(NamedTuple):
    """What a shared page carries.

    Args:
        sharer_id: Who shares.
        storefront_id: Whose store the visitor shall see.
        content: What is shared.
        channel: How.
        code: The share's code.
        seal: 9 characters that bind all of these together.
    """

    sharer_id: str
    storefront_id: str
    content: Content
    channel: Channel
    code: str
    seal: str

    def as_query(self) -> dict[str, str]:
        """Return the parameters of a link, in canonical order; percent encoding is the host's.

        Examples:
            >>> keys = LinkKeys("shop", (LinkKey("A", bytes(range(32))),))
            >>> " ".join(share_page(Share("1024"), keys).as_query())
            'sharer storefront kind channel code seal'
        """
        content = self.content
        owners = (self.sharer_id, self.storefront_id)
        values = (*owners, content.kind, content.content_id, self.channel, self.code, self.seal)
        return {name: value for name, value in zip(_NAMES, values, strict=True) if value}


def share_page(
    share: Share, keys: LinkKeys, *, storefront_id: str | None = None, serial: int = 0
) -> SharedPage:
    """Return what a page carries when it is shared.

    Args:
        share: Who shares what, and how.
        keys: The newest signs.
        storefront_id: Whose store the visitor shall see; the sharer's own if none is named.
        serial: As of ``lookup_code``; of no effect where the share fits a carrying code.

    Returns:
        The page, with a carrying code where the share fits one, else with a lookup code,
        which the host stores.

    Raises:
        EventError: ``event.bad_id`` or ``event.bad_quantity``.

    Examples:
        >>> keys = LinkKeys("shop", (LinkKey("A", bytes(range(32))),))
        >>> page = share_page(Share("1024"), keys, storefront_id="77")
        >>> page.storefront_id, page.code, page.seal
        ('77', 'AA252343RZJPR2T8A4', 'ECMV7H8EF')
    """
    owner = share.sharer_id if storefront_id is None else check_id(storefront_id, "storefront_id")
    code = carrying_code(share, keys) if fits(share) else lookup_code(share, keys, serial=serial)
    seal = _seal(share, owner, code, keys.newest, keys.realm)
    return SharedPage(share.sharer_id, owner, share.content, share.channel, code, seal)


def _seal(share: Share, storefront_id: str, code: str, key: LinkKey, realm: str) -> str:
    content = share.content
    shared = (share.sharer_id, content.kind, content.content_id, share.channel)
    return sign(key, realm, "page", code, storefront_id, *shared, length=_SEAL_LENGTH)


def read_page(query: Mapping[str, object], keys: LinkKeys) -> SharedPage | Refusal:
    """Read the parameters of a link, or say what is wrong with them; never raise for them.

    Args:
        query: Decoded parameters; others than those of ``as_query`` are passed over, since
            apps add their own.
        keys: The realm it must belong to, and the keys that may have signed it.

    Returns:
        The page as it was shared; or ``link.missing_parameter``, ``link.bad_parameter``,
        ``link.altered_page``, or what ``parse_code`` says of its code.

    Examples:
        >>> keys = LinkKeys("shop", (LinkKey("A", bytes(range(32))),))
        >>> query = share_page(Share("1024"), keys).as_query()
        >>> read_page(query, keys).sharer_id
        '1024'
        >>> read_page(query | {"storefront": "u9"}, keys).code
        'link.altered_page'
    """
    for name in _NAMES:
        if name not in query and name != _OPTIONAL:
            return Refusal("link.missing_parameter", (("name", name),))
        if type(query.get(name, "")) is not str:
            return _bad(name, query[name])
    told = {name: str(query.get(name, "")) for name in _NAMES}
    code = parse_code(told["code"], keys)
    if isinstance(code, Refusal):
        return code
    share = _told_share(told)
    if isinstance(share, Refusal):
        return share
    key = keys.find(code.key_id)
    assert key is not None  # the code was read under these keys
    storefront_id, seal = told["storefront"], told["seal"]
    if not same(_seal(share, storefront_id, code.text, key, keys.realm), seal):
        return Refusal("link.altered_page", (("link", code.text),))
    return SharedPage(share.sharer_id, storefront_id, share.content, share.channel, code.text, seal)


def _told_share(told: dict[str, str]) -> Share | Refusal:
    """Return the share that parameters tell of, or name the first that cannot be one."""
    kind, channel = cast(ContentKind, told["kind"]), cast(Channel, told["channel"])
    try:
        check_id(told["storefront"], "storefront")
        return Share(told["sharer"], Content(kind, told["content"]), channel)
    except (EventError, GraphError) as error:
        name = str(error.facts.get("name") or error.facts["field"]).removesuffix("_id")
        return _bad(name, told[name])


def _bad(name: str, got: object) -> Refusal:
    return Refusal("link.bad_parameter", (("name", name), ("got", ascii(got)[:_SHOWN])))
