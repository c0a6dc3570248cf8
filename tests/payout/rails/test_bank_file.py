"""Bank files: the bytes of each template, tokens that are filled, rules that are told."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.payout.rails import bank_csv
from fenxiao.payout.rails.bank_file import (
    Batch,
    Row,
    batch_key,
    cut,
    fill_in,
    render,
    validate,
    validate_values,
)
from fenxiao.payout.rails.bank_form import Profile
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH, FRAMED, GENERIC, PROFILES
from tests.payout.rails.bank_samples import BATCH, FIGURES, FILES, ROW, ROWS, TWO, VALUES
from tests.payout.rails.samples import DOLLARS, ONE, codes

every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)


def lines(body: bytes, profile: Profile) -> list[str]:
    text = body.decode(profile.encoding)
    assert text.endswith(profile.line_end)
    return text.split(profile.line_end)[:-1]


def test_the_generic_file_is_the_plain_table_with_the_mark_of_utf_8() -> None:
    text = "".join(bank_csv.render([ONE, TWO]))
    assert b"\xef\xbb\xbf" + text.encode() == FILES["generic"].body


def test_the_template_of_chinese_banks_in_gb18030() -> None:
    assert [
        "序号,收款人姓名,账号,开户行,金额,附言",
        "1,t-name,t-payee,t-bank,12.34,佣金 K1",
        "2,t-name,t-payee,t-bank,1000.00,佣金 K2",
    ] == lines(FILES["china_batch"].body, CHINA_BATCH)
    assert "序号".encode("gbk") == FILES["china_batch"].body[:4]


def test_the_framed_file_counts_and_sums_itself() -> None:
    key = batch_key(["K1", "K2"], FRAMED)
    assert [
        f"H|{key}|t-payer|20260602|CNY|2|101234",
        "D|1|t-payee|t-name|1234|K1|佣金",
        "D|2|t-payee|t-name|100000|K2|佣金",
        "T|2|101234",
    ] == lines(FILES["framed"].body, FRAMED)


@every_profile
def test_a_file_is_the_same_bytes_again(profile: Profile) -> None:
    sent = FILES[profile.name]
    assert sent == render(BATCH, profile, FIGURES[profile.name])
    assert (2, (("CNY", 101_234),)) == (sent.item_count, sent.totals_minor)
    assert batch_key(["K2", "K1"], profile) == sent.key


def fields(body: bytes, profile: Profile) -> list[list[str]]:
    text = body.decode(profile.encoding)
    if not profile.is_quoted:
        return [line.split(profile.separator) for line in text.splitlines()]
    return list(csv.reader(io.StringIO(text, newline="")))


@every_profile
def test_fills_point_at_every_token_and_at_nothing_else(profile: Profile) -> None:
    sent = FILES[profile.name]
    rows = fields(sent.body, profile)
    places = {}
    for fill in sent.fills:
        at, place = map(int, fill.pointer.split("/")[1:])
        places[at, place] = rows[at][place]
        assert fill.token == rows[at][place]
    tokens = {
        (at, place)
        for at, row in enumerate(rows)
        for place, one in enumerate(row)
        if one.startswith("t-")
    }
    assert tokens == set(places)


@every_profile
def test_filling_in_changes_the_tokens_only(profile: Profile) -> None:
    sent = FILES[profile.name]
    whole = fill_in(sent, VALUES, profile, FIGURES[profile.name])
    text = sent.body.decode(profile.encoding)
    for token, value in VALUES.items():
        text = text.replace(token, value)
    assert text.encode(profile.encoding) == whole


@given(
    values=st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), min_size=4, max_size=4
    )
)
@every_profile
def test_what_is_filled_in_is_refused_or_read_back(profile: Profile, values: list[str]) -> None:
    given_values = dict(zip(VALUES, values, strict=True))
    sent, figures = FILES[profile.name], FIGURES[profile.name]
    if validate_values(sent, given_values, profile, figures):
        with pytest.raises(PayoutError):
            fill_in(sent, given_values, profile, figures)
        return
    rows = fields(fill_in(sent, given_values, profile, figures), profile)
    for fill in sent.fills:
        at, place = map(int, fill.pointer.split("/")[1:])
        value = given_values[fill.token]
        assert rows[at][place] in ({value, "'" + value} if profile is GENERIC else {value})
        assert profile is GENERIC or not rows[at][place].startswith(("=", "+", "-", "@"))


def test_a_value_that_is_refused_is_not_told() -> None:
    values = {**VALUES, "t-name": "=张三"}
    figures = FIGURES["china_batch"]
    with pytest.raises(PayoutError) as caught:
        fill_in(FILES["china_batch"], values, CHINA_BATCH, figures)
    assert caught.value.code == "rail.broken_rules"
    assert "张三" not in str(caught.value)
    assert "t-name" in str(caught.value)
    found = validate_values(FILES["china_batch"], {**VALUES, "t-bank": ""}, CHINA_BATCH, figures)
    assert [("rail.missing", "t-bank")] == [(one.code, dict(one.facts)["key"]) for one in found]


def problems(profile: Profile, *rows: Row, batch: Batch = BATCH) -> list[str]:
    return codes(validate(batch._replace(rows=rows), profile, FIGURES[profile.name]))


def test_every_broken_rule_is_told() -> None:
    assert [] == problems(CHINA_BATCH, *ROWS)
    broken = ROW._replace(payout=DOLLARS._replace(amount_minor=9), name_token="", note="a&b")
    assert [
        "rail.wrong_currency",
        "rail.amount_low",
        "rail.missing",
        "rail.bad_form",
    ] == problems(CHINA_BATCH, broken)
    assert ["rail.repeated"] == problems(CHINA_BATCH, ROW, ROW)
    assert "rail.no_items" in problems(GENERIC)
    without = BATCH._replace(payer_token="", day=None)
    assert ["rail.missing"] * 2 == problems(FRAMED, ROW, batch=without)


def test_a_file_that_names_no_currency_is_of_one() -> None:
    dollars = ROW._replace(payout=DOLLARS._replace(key="K2"))
    assert [] == problems(GENERIC, ROW, dollars)
    any_currency = replace(CHINA_BATCH, currencies=())
    assert ["rail.mixed_currencies"] == codes(
        validate(Batch((ROW, dollars)), any_currency, FIGURES["china_batch"])
    )


def test_a_sum_over_two_currencies_is_none() -> None:
    dollars = ROW._replace(payout=DOLLARS._replace(key="K2"))
    found = problems(replace(FRAMED, currencies=()), ROW, dollars)
    assert found[0] == "rail.mixed_currencies"


@pytest.mark.parametrize("state", ["submitted", "paid", "failed"])
def test_only_approved_instructions_are_sent(state: str) -> None:
    late = ROW._replace(payout=ONE._replace(state=state))  # type: ignore[arg-type]  # any text here
    with pytest.raises(PayoutError) as caught:
        render(Batch((late,)), GENERIC, {})
    assert caught.value.code == "payout.not_approved"


def test_what_breaks_a_rule_is_not_rendered() -> None:
    with pytest.raises(PayoutError) as caught:
        render(BATCH, FRAMED, {"items": 1})
    assert caught.value.code == "rail.broken_rules"


@given(
    amounts=st.lists(st.integers(1, 20), max_size=12),
    items=st.integers(1, 4),
    high_minor=st.integers(20, 40),
)
def test_cutting_keeps_order_and_fills_no_file_too_far(
    amounts: list[int], items: int, high_minor: int
) -> None:
    rows = [ROW._replace(payout=ONE._replace(amount_minor=one)) for one in amounts]
    parts = cut(rows, {"items": items, "total_high_minor": high_minor})
    assert rows == [one for part in parts for one in part]
    sums = [[one.payout.amount_minor for one in part] for part in parts]
    assert all(1 <= len(part) <= items and sum(part) <= high_minor for part in sums)
    for part, following in pairwise(sums):  # none is cut without need
        assert len(part) == items or sum(part) + following[0] > high_minor


def test_a_row_above_the_sum_stands_alone_and_is_told() -> None:
    parts = cut([ROW, ROW, ROW], {"total_high_minor": 1_000})
    assert [1, 1, 1] == [len(one) for one in parts]
    found = validate(Batch(parts[0]), GENERIC, {"total_high_minor": 1_000})
    assert ["rail.total_high"] == codes(found)
    assert [3] == [len(one) for one in cut([ROW, ROW, ROW], {})]


def test_the_digest_is_one_of_json_texts() -> None:
    assert len(json.loads(json.dumps(FILES["framed"].digest))) == 64
