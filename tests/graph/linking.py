"""Keys and shares to make link codes of."""

from __future__ import annotations

import string
from typing import get_args

from hypothesis import strategies as st

from fenxiao.graph.link_keys import LinkKey, LinkKeys
from fenxiao.graph.shares import Channel, Content, ContentKind, Share

OLD = LinkKey("A", bytes(range(32)))
NEW = LinkKey("B", bytes(range(32, 64)))
KEYS = LinkKeys("shop", (OLD, NEW))

numbers = st.integers(0, 2**64 - 1).map(str)
plain = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=12)
short_ids = st.one_of(st.integers(0, 10**9).map(str), plain.filter(lambda text: len(text) < 5))
any_ids = st.one_of(
    numbers, plain, st.text("会员分享 é/|", min_size=1).filter(str.strip).map(str.strip)
)


def contents(ids: st.SearchStrategy[str]) -> st.SearchStrategy[Content]:
    things: list[ContentKind] = [kind for kind in get_args(ContentKind) if kind != "store"]
    return st.one_of(st.just(Content()), st.builds(Content, st.sampled_from(things), ids))


def shares(ids: st.SearchStrategy[str]) -> st.SearchStrategy[Share]:
    channels: list[Channel] = list(get_args(Channel))
    return st.builds(Share, ids, contents(ids), st.sampled_from(channels))


carried = shares(short_ids)
any_share = shares(any_ids)
