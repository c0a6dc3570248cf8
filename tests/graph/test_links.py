"""Link codes: vectors, round trips, slips, forgeries, rotation, and readers that lack a part."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fenxiao.errors import EventError, GraphError
from fenxiao.graph import links
from fenxiao.graph.link_keys import LinkKey, LinkKeys
from fenxiao.graph.link_text import ALPHABET, check_character, refuse_slip, to_digits
from fenxiao.graph.links import (
    LinkCode,
    carrying_code,
    fits,
    lookup_code,
    parse_code,
    refuse_share,
)
from fenxiao.graph.shares import Content, Share
from fenxiao.model.encoding import canonical
from fenxiao.model.records import Refusal
from tests.graph.linking import KEYS, NEW, OLD, any_share, carried

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "link_codes.json").read_text(encoding="utf-8")
)
SHARE = Share("1024", Content("product", "881"), "card")
ISSUED = [carrying_code(SHARE, KEYS), lookup_code(SHARE, KEYS)]

FINDINGS = {
    "link.wrong_character",
    "link.too_short",
    "link.too_long",
    "link.mistyped",
    "link.unknown_version",
    "link.unknown_key",
    "link.wrong_realm",
    "link.forged",
}

any_code = st.one_of(
    st.builds(carrying_code, carried, st.just(KEYS)),
    st.builds(lookup_code, any_share, st.just(KEYS)),
)


def found(text: str, keys: LinkKeys = KEYS) -> str:
    """Return what is wrong with a code, or "read"."""
    answer = parse_code(text, keys)
    return answer.code if isinstance(answer, Refusal) else "read"


def retyped(head: str) -> str:
    """Return a text with the check character that it should have: anybody can reckon it."""
    return head + check_character(head)


# ---------------------------------------------------------------- vectors


def keys_of(vector: dict[str, Any]) -> LinkKeys:
    secrets = VECTORS["keys"]
    keys = tuple(LinkKey(one, bytes.fromhex(secrets[one])) for one in vector["keys"])
    return LinkKeys(vector["realm"], keys)


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda vector: vector["code"])
def test_codes_never_change(vector: dict[str, Any]) -> None:
    keys, content = keys_of(vector), Content(vector["kind"], vector["content_id"])
    share = Share(vector["sharer_id"], content, vector["channel"])
    if vector["form"] == "carrying":
        assert vector["code"] == carrying_code(share, keys)
        assert LinkCode(vector["code"], vector["keys"][-1], share) == parse_code(
            vector["code"], keys
        )
    else:
        assert vector["code"] == lookup_code(share, keys, serial=vector["serial"])
        code = parse_code(vector["code"], keys)
        assert LinkCode(vector["code"], vector["keys"][-1], None) == code
        assert refuse_share(code, share, keys, serial=vector["serial"]) is None


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["finding"])
def test_findings_never_change(vector: dict[str, Any]) -> None:
    assert vector["finding"] == found(vector["text"], keys_of(vector))


def test_the_vectors_have_every_finding() -> None:
    assert {vector["finding"] for vector in VECTORS["refused"]} == FINDINGS - {"link.wrong_realm"}


# ---------------------------------------------------------------- what is issued is read


@given(share=carried)
def test_a_carried_share_comes_back(share: Share) -> None:
    assume(fits(share))
    code = carrying_code(share, KEYS)
    assert 16 <= len(code) <= 30
    assert LinkCode(code, "B", share) == parse_code(code, KEYS)


@given(share=any_share)
def test_what_fits_is_carried_and_what_does_not_is_refused(share: Share) -> None:
    if fits(share):
        assert len(carrying_code(share, KEYS)) <= 30
    else:
        with pytest.raises(GraphError, match="must fit its 30 characters") as caught:
            carrying_code(share, KEYS)
        assert caught.value.code == "link.ids_too_long"


@given(share=any_share, serial=st.integers(0, 3))
def test_a_lookup_code_is_that_of_its_share(share: Share, serial: int) -> None:
    text = lookup_code(share, KEYS, serial=serial)
    code = parse_code(text, KEYS)
    assert len(text) == 16
    assert LinkCode(text, "B", None) == code
    assert refuse_share(code, share, KEYS, serial=serial) is None
    refusal = refuse_share(code, share, KEYS, serial=serial + 1)
    assert refusal is not None
    assert refusal.code == "link.other_share"


@given(one=any_share, other=any_share, make=st.sampled_from([carrying_code, lookup_code]))
def test_two_shares_have_two_codes(
    one: Share, other: Share, make: Callable[[Share, LinkKeys], str]
) -> None:
    assume(make is lookup_code or (fits(one) and fits(other)))
    assert (one == other) == (make(one, KEYS) == make(other, KEYS))


@given(one=carried, other=carried)
def test_a_stored_share_that_was_changed_is_seen(one: Share, other: Share) -> None:
    assume(fits(one))
    for text in (carrying_code(one, KEYS), lookup_code(one, KEYS)):
        code = parse_code(text, KEYS)
        assert isinstance(code, LinkCode)
        refusal = refuse_share(code, other, KEYS)
        assert (one == other) == (refusal is None)
        assert refusal is None or refusal.code == "link.other_share"


@given(code=any_code, pieces=st.integers(1, 9), seed=st.randoms(use_true_random=False))
def test_case_and_spaces_do_not_matter(code: str, pieces: int, seed: Any) -> None:
    typed = "".join(seed.choice([char, char.lower(), chr(ord(char) + 0xFEE0)]) for char in code)
    parts = [typed[start : start + pieces] for start in range(0, len(typed), pieces)]
    text = "".join(part + seed.choice(["", " ", "-", "\u3000", " – "]) for part in parts)
    assert parse_code(code, KEYS) == parse_code(text, KEYS)


def test_scene_parameters_take_every_code() -> None:
    scene = set("0123456789!#$&'()*+,/:;=?@-._~")
    assert {char for char in ALPHABET if not char.isalpha()} <= scene
    assert ALPHABET.isascii()
    assert max(map(len, ISSUED)) <= 32


# ---------------------------------------------------------------- slips


@pytest.mark.parametrize("code", ISSUED)
def test_every_wrong_character_is_a_slip(code: str) -> None:
    for place, now in enumerate(code):
        for char in set(ALPHABET) - {now}:
            assert found(code[:place] + char + code[place + 1 :]) == "link.mistyped"
        for char in "01ILOilo!码":
            assert found(code[:place] + char + code[place + 1 :]) == "link.wrong_character"


@given(code=any_code, place=st.integers(0, 28), char=st.sampled_from(ALPHABET))
def test_any_single_slip_is_named(code: str, place: int, char: str) -> None:
    place %= len(code)
    slipped = code[:place] + char + code[place + 1 :]
    assert found(slipped) == ("read" if slipped == code else "link.mistyped")


@given(code=any_code, place=st.integers(0, 28))
def test_any_two_swapped_neighbours_are_named(code: str, place: int) -> None:
    place %= len(code) - 1
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert found(swapped) == ("read" if swapped == code else "link.mistyped")


@given(code=any_code, place=st.integers(0, 29), char=st.sampled_from(["", *ALPHABET]))
def test_a_character_left_out_or_put_in_is_refused(code: str, place: int, char: str) -> None:
    place %= len(code)
    kept = code[place:] if char else code[place + 1 :]
    assert found(code[:place] + char + kept) in FINDINGS


def test_a_cut_code_is_too_short() -> None:
    carrying, lookup = ISSUED
    assert found(lookup[:-1]) == found(carrying[:15]) == found("") == "link.too_short"
    cut = parse_code(retyped(carrying[:-2]), KEYS)  # cut, and by chance with a fitting check
    expected = (("length", len(carrying) - 1), ("limit", len(carrying)))
    assert Refusal("link.too_short", expected) == cut
    assert found(retyped(lookup)) == "link.too_long"


def test_without_the_check_a_slip_would_look_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    code = ISSUED[1]
    slipped = code[:5] + code[6] + code[5] + code[7:]
    assert found(slipped) == "link.mistyped"
    monkeypatch.setattr(links, "refuse_slip", lambda _: None)
    assert found(slipped) == "link.forged"


# ---------------------------------------------------------------- forgeries


def forgeries(code: str) -> list[str]:
    """Return what somebody without the key can make: any change, with a fitting check."""
    changed = [
        code[:place] + char + code[place + 1 : -1]
        for place in range(2, len(code) - 1)
        for char in set(ALPHABET) - {code[place]}
    ]
    return [retyped(head) for head in changed]


@pytest.mark.parametrize("code", ISSUED)
def test_a_change_with_a_fitting_check_is_forged(code: str) -> None:
    answers = {found(forged) for forged in forgeries(code)}
    # Where the changed character says how long an id is, the length tells first.
    assert answers - {"link.too_short", "link.too_long"} == {"link.forged"}


@pytest.mark.parametrize("code", ISSUED)
def test_a_reader_without_the_tag_would_take_forgeries(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "same", lambda *_: True)
    taken = [forged for forged in forgeries(code) if found(forged) == "read"]
    assert len(taken) > 200
    assert all(refuse_slip(forged) is None for forged in taken)


@given(share=carried, other=carried)
def test_a_tag_cannot_be_carried_over(share: Share, other: Share) -> None:
    assume(share != other and fits(share) and fits(other))
    mine, wanted = carrying_code(share, KEYS), carrying_code(other, KEYS)
    assert found(retyped(wanted[:-10] + mine[-10:-1])) == "link.forged"


def test_what_the_key_signed_but_the_library_never_makes_is_forged() -> None:
    twice_written = links._sealed("AB" + "242" + "23", NEW, "shop")  # "01" for 1
    assert found(twice_written) == "link.forged"


def test_guesses_do_not_reach_the_database() -> None:
    guesses = [retyped("KB" + to_digits(7**15 * number, 13)) for number in range(10_000)]
    assert [found(guess) for guess in guesses].count("read") <= 2  # 10,000 in 31³ expected: 0.3


OTHER_KEY = LinkKeys("shop", (LinkKey("B", bytes(32)),))
OTHER_REALM = LinkKeys("mall", KEYS.keys)


@pytest.mark.parametrize("code", ISSUED)
def test_a_code_is_of_one_key_and_one_realm(code: str) -> None:
    assert found(code, OTHER_KEY) == "link.forged"
    assert found(code, LinkKeys("shop", (OLD,))) == "link.unknown_key"
    assert found(code, OTHER_REALM) == "link.forged"
    answer = parse_code(code, LinkKeys("mall", KEYS.keys, ("stall", "shop")))
    assert Refusal("link.wrong_realm", (("realm", "mall"), ("got", "shop"))) == answer


@given(share=carried)
def test_no_carried_share_is_read_with_another_key_or_realm(share: Share) -> None:
    assume(fits(share))
    code = carrying_code(share, KEYS)
    assert found(code, OTHER_KEY) == found(code, OTHER_REALM) == "link.forged"


@given(share=any_share, keys=st.sampled_from([OTHER_KEY, OTHER_REALM]))
def test_no_lookup_code_stands_for_its_share_elsewhere(share: Share, keys: LinkKeys) -> None:
    code = LinkCode(lookup_code(share, KEYS), "B", None)  # one in 31³ would be read
    refusal = refuse_share(code, share, keys)
    assert refusal is not None
    assert refusal.code == "link.other_share"


def test_a_later_version_is_named() -> None:
    answer = parse_code(retyped("C" + ISSUED[0][1:-1]), KEYS)
    assert Refusal("link.unknown_version", (("known", "A, K"), ("got", "C"))) == answer


# ---------------------------------------------------------------- rotation


def test_older_keys_verify_and_the_newest_signs() -> None:
    before = LinkKeys("shop", (OLD,))
    for make in (carrying_code, lookup_code):
        old, new = make(SHARE, before), make(SHARE, KEYS)
        assert (found(old), found(new)) == ("read", "read")
        assert (old[1], new[1]) == ("A", "B")
        assert found(new, before) == "link.unknown_key"
        code = parse_code(old, KEYS)
        assert isinstance(code, LinkCode)
        assert refuse_share(code, SHARE, KEYS) is None


def test_a_code_cannot_be_compared_under_keys_without_its_own() -> None:
    code = parse_code(ISSUED[1], KEYS)
    assert isinstance(code, LinkCode)
    expected = Refusal("link.unknown_key", (("known", "A"), ("got", "B")))
    assert expected == refuse_share(code, SHARE, LinkKeys("shop", (OLD,)))


def test_a_name_cannot_be_changed_to_that_of_another_key() -> None:
    assert {found(retyped(code[0] + "A" + code[2:-1])) for code in ISSUED} == {"link.forged"}


# ---------------------------------------------------------------- collisions


def test_the_next_serial_solves_a_collision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_BODY_LENGTH", 2)  # 961 codes, so that some collide
    stored: dict[str, tuple[Share, int]] = {}
    most = 0
    for number in range(200):
        share, serial = Share(f"openid-{number}"), 0
        while (code := lookup_code(share, KEYS, serial=serial)) in stored:
            serial += 1
        stored[code], most = (share, serial), max(most, serial)
    assert most > 0
    assert len(stored) == 200
    for text, (share, serial) in stored.items():
        code_of = LinkCode(text, "B", None)
        assert refuse_share(code_of, share, KEYS, serial=serial) is None


def test_neighbours_have_nothing_in_common() -> None:
    bodies = [lookup_code(Share(str(number)), KEYS)[2:12] for number in range(2_000)]
    assert len(set(bodies)) == len(bodies)
    for place in range(10):
        counts = [sum(body[place] == char for body in bodies) for char in ALPHABET]
        assert 20 < min(counts) <= max(counts) < 120  # 64.5 on the average


@pytest.mark.parametrize("serial", [-1, True, 1.0])
def test_a_serial_is_a_count(serial: Any) -> None:
    with pytest.raises(EventError, match="serial must be an int"):
        lookup_code(SHARE, KEYS, serial=serial)


# ---------------------------------------------------------------- any text


@given(text=st.one_of(st.text(), st.text(ALPHABET), st.text("AKB2" + ALPHABET, max_size=33)))
def test_any_text_has_an_answer(text: str) -> None:
    answer = parse_code(text, KEYS)
    if isinstance(answer, Refusal):
        assert answer.code in FINDINGS
        assert answer.kind == "final"
        assert answer.message
        canonical(answer)


@given(rest=st.text(ALPHABET, min_size=13, max_size=27), form=st.sampled_from("AK"))
def test_any_text_with_a_fitting_check_has_an_answer(rest: str, form: str) -> None:
    may_be_read = form == "K" and len(rest) == 13  # by one guess in 31³
    assert found(retyped(form + "B" + rest)) in FINDINGS | ({"read"} if may_be_read else set())


@pytest.mark.parametrize("wrong", [None, b"AA", 7, ["AA"]])
def test_what_is_no_text_is_the_callers_fault(wrong: Any) -> None:
    with pytest.raises(EventError, match="it must be a text"):
        parse_code(wrong, KEYS)
