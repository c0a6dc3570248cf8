"""Shared pages: there and back, and every parameter that is changed is seen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError
from fenxiao.graph import shared_pages
from fenxiao.graph.link_keys import LinkKeys
from fenxiao.graph.links import lookup_code
from fenxiao.graph.shared_pages import SharedPage, read_page, share_page
from fenxiao.graph.shares import Content, Share
from fenxiao.model.encoding import canonical
from fenxiao.model.records import Refusal
from tests.graph.linking import KEYS, OLD, any_ids, any_share

SHARE = Share("1024", Content("product", "881"), "card")
PAGE = share_page(SHARE, KEYS, storefront_id="77")
QUERY = PAGE.as_query()


def found(query: Any, keys: LinkKeys = KEYS) -> str:
    answer = read_page(query, keys)
    return answer.code if isinstance(answer, Refusal) else "read"


@given(share=any_share, storefront_id=st.one_of(st.none(), any_ids), serial=st.integers(0, 2))
def test_a_page_comes_back(share: Share, storefront_id: str | None, serial: int) -> None:
    page = share_page(share, KEYS, storefront_id=storefront_id, serial=serial)
    assert (page.sharer_id, page.content, page.channel) == (
        share.sharer_id,
        share.content,
        share.channel,
    )
    assert page.storefront_id == (storefront_id or share.sharer_id)
    assert page == read_page(page.as_query(), KEYS)


def test_the_order_is_canonical() -> None:
    expected = ["sharer", "storefront", "kind", "content", "channel", "code", "seal"]
    assert expected == list(QUERY)
    whole = share_page(Share("1024"), KEYS).as_query()
    assert [name for name in expected if name != "content"] == list(whole)


def test_what_apps_add_is_passed_over() -> None:
    added = {"from": "timeline", "isappinstalled": 0, **QUERY, "": None}
    assert PAGE == read_page(added, KEYS)


def test_a_code_is_read_as_people_type_it() -> None:
    assert PAGE == read_page(QUERY | {"code": f" {PAGE.code.lower()} "}, KEYS)


def test_ids_of_any_form_take_a_lookup_code() -> None:
    share = Share("openid-of-some-28-characters")
    page = share_page(share, KEYS, serial=1)
    assert page.code == lookup_code(share, KEYS, serial=1)


@pytest.mark.parametrize("name", QUERY)
def test_a_missing_parameter_is_named(name: str) -> None:
    answer = read_page({key: value for key, value in QUERY.items() if key != name}, KEYS)
    if name == "content":  # a product without its id
        assert Refusal("link.bad_parameter", (("name", name), ("got", "''"))) == answer
    else:
        assert Refusal("link.missing_parameter", (("name", name),)) == answer


@pytest.mark.parametrize(
    ("name", "got", "finding"),
    [
        ("sharer", "1025", "link.altered_page"),
        ("sharer", "", "link.bad_parameter"),
        ("sharer", " 1024", "link.bad_parameter"),
        ("storefront", "1024", "link.altered_page"),
        ("storefront", "\ud800", "link.bad_parameter"),
        ("kind", "room", "link.altered_page"),
        ("kind", "shelf", "link.bad_parameter"),
        ("kind", "store", "link.bad_parameter"),
        ("content", "882", "link.altered_page"),
        ("content", ["881"], "link.bad_parameter"),
        ("content", None, "link.bad_parameter"),
        ("channel", "live", "link.altered_page"),
        ("channel", "radio", "link.bad_parameter"),
        ("code", share_page(Share("1"), KEYS).code, "link.altered_page"),
        ("code", lookup_code(SHARE, KEYS), "link.altered_page"),
        ("code", "", "link.too_short"),
        ("seal", "22222222", "link.altered_page"),
        ("seal", "章", "link.altered_page"),
        ("seal", share_page(SHARE, KEYS).seal, "link.altered_page"),
    ],
)
def test_a_changed_parameter_is_seen(name: str, got: object, finding: str) -> None:
    answer = read_page({**QUERY, name: got}, KEYS)
    assert isinstance(answer, Refusal)
    assert finding == answer.code
    assert answer.message
    canonical(answer)


def test_a_bad_parameter_is_named() -> None:
    for name in ("sharer", "storefront", "content"):
        answer = read_page({**QUERY, name: "会\n"}, KEYS)
        assert answer == Refusal("link.bad_parameter", (("name", name), ("got", r"'\u4f1a\n'")))


@given(changes=st.dictionaries(st.sampled_from(sorted(QUERY)), st.text(), min_size=1))
def test_any_other_parameters_are_refused(changes: dict[str, str]) -> None:
    assert (found(QUERY | changes) == "read") == (QUERY | changes == QUERY)


def test_without_the_seal_another_storefront_would_be_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stolen = QUERY | {"storefront": "thief"}
    assert found(stolen) == "link.altered_page"
    monkeypatch.setattr(shared_pages, "same", lambda *_: True)
    assert found(stolen) == "read"


def test_pages_of_other_keys_and_realms_are_refused() -> None:
    assert found(QUERY, LinkKeys("mall", KEYS.keys)) == "link.forged"
    assert found(QUERY, LinkKeys("mall", KEYS.keys, ("shop",))) == "link.wrong_realm"
    assert found(QUERY, LinkKeys("shop", (OLD,))) == "link.unknown_key"
    old = share_page(SHARE, LinkKeys("shop", (OLD,)), storefront_id="77")
    assert old == read_page(old.as_query(), KEYS)


def test_the_storefront_is_the_sharers_own_unless_named() -> None:
    assert share_page(SHARE, KEYS).storefront_id == "1024"
    with pytest.raises(EventError, match="storefront_id must be"):
        share_page(SHARE, KEYS, storefront_id="")


def test_a_page_is_a_plain_value() -> None:
    assert PAGE == SharedPage(*PAGE)
    assert hash(PAGE) == hash(SharedPage(*PAGE))
