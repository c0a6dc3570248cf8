"""Keys of link codes: what is refused, what is never shown, what is told apart."""

from __future__ import annotations

import hashlib
import hmac
import json
import pickle
from typing import Any

import pytest

from fenxiao.errors import EventError, FenxiaoError, GraphError
from fenxiao.graph.link_keys import LinkKey, LinkKeys, same, sign
from fenxiao.graph.link_text import ALPHABET
from tests.graph.linking import KEYS, NEW, OLD

WRONG: Any = "wrong on purpose"
SECRET = b"a secret of thirty-two bytes, yes"


@pytest.mark.parametrize("key_id", ["", "AB", "a", "0", "码", None, 3])
def test_a_key_is_named_by_one_character(key_id: Any) -> None:
    with pytest.raises(GraphError, match="one character of") as caught:
        LinkKey(key_id, SECRET)
    assert caught.value.code == "link.bad_key_id"


@pytest.mark.parametrize("secret", [b"", bytes(15), "a text of thirty-two characters!!", None])
def test_a_weak_secret_is_refused_and_not_shown(secret: Any) -> None:
    with pytest.raises(GraphError) as caught:
        LinkKey("A", secret)
    assert caught.value.code == "link.short_key"
    assert "thirty-two" not in str(caught.value)


def test_16_bytes_are_enough() -> None:
    assert LinkKey("A", bytes(16)).secret == bytes(16)


def test_a_secret_is_never_shown() -> None:
    keys = LinkKeys("shop", (LinkKey("A", SECRET),))
    assert "secret" not in repr(keys) + str(keys)
    assert pickle.loads(pickle.dumps(keys)) == keys


@pytest.mark.parametrize(
    ("realm", "keys", "others", "code"),
    [
        ("shop", (), (), "link.no_keys"),
        ("shop", (OLD, LinkKey("A", SECRET)), (), "link.repeated_key"),
        ("", (OLD,), (), "event.bad_id"),
        ("shop", (OLD,), (" ",), "event.bad_id"),
        ("shop", OLD, (), "event.bad_field"),
        ("shop", (WRONG,), (), "event.bad_field"),
        ("shop", (OLD,), "mall", "event.bad_field"),
    ],
)
def test_keys_that_belong_to_no_realm_are_refused(
    realm: str, keys: Any, others: Any, code: str
) -> None:
    with pytest.raises(FenxiaoError) as caught:
        LinkKeys(realm, keys, others)
    assert code == caught.value.code
    assert isinstance(caught.value, GraphError if code.startswith("link.") else EventError)


def test_the_last_key_signs_and_each_is_found() -> None:
    assert KEYS.newest == NEW
    assert [KEYS.find(one) for one in "ABC"] == [OLD, NEW, None]


def test_a_tag_is_an_hmac_of_canonical_json() -> None:
    told = json.dumps(["fenxiao.link", "code", "商城", "A", "x", 7], ensure_ascii=False)
    mac = hmac.new(OLD.secret, told.replace(", ", ",").encode(), hashlib.sha256).digest()
    number = int.from_bytes(mac, "big")
    expected = "".join(ALPHABET[number // 31**place % 31] for place in (4, 3, 2, 1, 0))
    assert expected == sign(OLD, "商城", "code", "x", 7, length=5)


def test_nothing_that_is_signed_reads_like_something_else() -> None:
    tags = [
        sign(OLD, "shop", "code", "a", "b", length=9),
        sign(NEW, "shop", "code", "a", "b", length=9),
        sign(OLD, "mall", "code", "a", "b", length=9),
        sign(OLD, "shop", "page", "a", "b", length=9),
        sign(OLD, "shop", "code", "ab", length=9),
        sign(OLD, "shop", "code", "a,b", length=9),
        sign(LinkKey("B", OLD.secret), "shop", "code", "a", "b", length=9),
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    ("got", "expected"), [("AB", True), ("AC", False), ("", False), ("码", False)]
)
def test_any_text_can_be_compared(got: str, *, expected: bool) -> None:
    assert expected == same("AB", got)
