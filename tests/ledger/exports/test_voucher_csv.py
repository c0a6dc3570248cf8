"""Voucher files: a reader of CSV finds every leg, every unit and every auxiliary again."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import LedgerError
from fenxiao.ledger.account_map import AccountMap, Auxiliary
from fenxiao.ledger.exports.profiles import KINGDEE, PROFILES, YONYOU, Column, Content, Profile
from fenxiao.ledger.exports.voucher_csv import render_vouchers
from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.vouchers import PartyCode, Voucher, to_vouchers
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Entry
from fenxiao.money import format_amount, parse_amount
from tests.ledger.maps import BY_PERSON, CODES, PERSON, account_map, journals, maps, rows

profiles = st.sampled_from(sorted(PROFILES.values(), key=lambda one: one.name))
SIDES: tuple[Content, Content] = ("debit", "credit")
ENTRY = post("accrual", Occasion("e1", "m1", "CNY", "o1", 19_892 * DAY_US, 0), {"u1": 30})
FIELDS = {"accounts": BY_PERSON, "currency_code": "RMB", "currency_title": "人民币"}
MAP = account_map(**FIELDS, preparer="系统")


def read(vouchers: tuple[Voucher, ...], profile: Profile, accounts: AccountMap) -> list[list[str]]:
    """Return the rows that stand for legs, as a program reads them from the file's bytes."""
    text = "".join(render_vouchers(vouchers, profile, accounts))
    text = text.encode(profile.encoding).decode(profile.encoding)
    found = list(csv.reader(io.StringIO(text, newline="")))
    return found[bool(profile.opening) + profile.has_headings :]


def place(profile: Profile, content: Content) -> int:
    return [column.content for column in profile.columns].index(content)


@given(journal=journals, accounts=maps, profile=profiles)
def test_a_reader_finds_every_leg(
    journal: list[Entry], accounts: AccountMap, profile: Profile
) -> None:
    made = tuple(one for one in to_vouchers(journal, accounts) if one.payer_id == "m1")
    found = read(made, profile, accounts)
    code, debit, credit = (place(profile, one) for one in ("code", "debit", "credit"))
    day, number = place(profile, "date"), place(profile, "number")
    assert {len(profile.columns)} >= {len(row) for row in found}
    assert [
        (
            voucher.day.isoformat(),
            str(voucher.number),
            leg.code,
            format_amount(max(leg.amount_minor, 0), "CNY"),
            format_amount(max(-leg.amount_minor, 0), "CNY"),
        )
        for voucher in made
        for leg in voucher.legs
    ] == [(row[day], row[number], row[code], row[debit], row[credit]) for row in found]


@given(journal=journals, accounts=maps, profile=profiles)
def test_the_files_sums_are_the_journals(
    journal: list[Entry], accounts: AccountMap, profile: Profile
) -> None:
    mine = [entry for entry in journal if entry.payer_id == "m1"]
    expected: Counter[tuple[str, str]] = Counter()
    for entry in mine:
        for account, _, amount_minor in entry.postings:
            expected[CODES[account], "debit" if amount_minor > 0 else "credit"] += abs(amount_minor)
    told: Counter[tuple[str, str]] = Counter()
    for row in read(to_vouchers(mine, accounts), profile, accounts):
        for side in SIDES:
            code = row[place(profile, "code")]
            told[code, side] += parse_amount(row[place(profile, side)], "CNY")
    assert expected == +told


def test_the_text_for_yonyou() -> None:
    lines = list(render_vouchers(to_vouchers([ENTRY], MAP), YONYOU, MAP))
    cost, owed = CODES["deferred_cost"], CODES["member_deferred"]
    assert lines == [
        "填制凭证,V800\r\n",
        f"2024-06-18,记,1,0,计提佣金 2024-06-18,{cost},0.30,0.00,0,0,0,系统,,,,,,,,,\r\n",
        f"2024-06-18,记,1,0,计提佣金 2024-06-18,{owed},0.00,0.30,0,0,0,系统,,,,,u1,,,,\r\n",
    ]


def test_the_text_for_kingdee() -> None:
    parties = {"u1": PartyCode("001", "张三")}
    made = to_vouchers([ENTRY], MAP, parties=parties)
    head, _, credit = render_vouchers(made, KINGDEE, MAP)
    assert head.startswith("凭证日期,会计年度,会计期间,凭证字,凭证号,科目代码,")
    owed = CODES["member_deferred"]
    assert credit == (
        f"2024-06-18,2024,6,记,1,{owed},科目 member_deferred,RMB,人民币,0.30,0.00,0.30,系统,"
        "NONE,NONE,NONE,,*,,计提佣金 2024-06-18,0,*,0,,2024-06-18,,0,1,,,公司汇率,1,1,"
        "职员---001---张三,0,,\r\n"
    )


def test_auxiliaries_of_one_leg_are_joined_for_kingdee_and_apart_for_yonyou() -> None:
    both = (PERSON, Auxiliary(kind="project", code="X1", title="六月"))
    accounts = account_map(accounts=rows(member_deferred=both))
    made = to_vouchers([ENTRY], accounts)
    joined = read(made, KINGDEE, accounts)[1][place(KINGDEE, "auxiliaries")]
    assert joined == "职员---u1---u1||项目---X1---六月"
    apart = read(made, YONYOU, accounts)[1]
    assert ("u1", "X1") == (apart[place(YONYOU, "person")], apart[place(YONYOU, "project")])


def test_without_names_the_currency_is_called_by_its_code() -> None:
    accounts = account_map()
    row = read(to_vouchers([ENTRY], accounts), KINGDEE, accounts)[0]
    assert ["CNY", "CNY"] == row[7:9]
    assert row[place(KINGDEE, "preparer")] == ""


def test_a_code_that_a_spreadsheet_would_run_stays_text() -> None:
    made = to_vouchers([ENTRY], MAP, parties={"u1": PartyCode("=1+1", "+x")})
    row = read(made, YONYOU, MAP)[1]
    assert row[place(YONYOU, "person")] == "'=1+1"


def test_a_summary_is_cut_where_the_program_takes_no_more() -> None:
    entry = ENTRY._replace(subject_id="o" * 100)
    accounts = account_map(grouping="entry")
    summary = read(to_vouchers([entry], accounts), YONYOU, accounts)[0][place(YONYOU, "summary")]
    assert summary == ("计提佣金 " + "o" * 100)[:60]


def test_a_profile_of_ones_own_is_a_table() -> None:
    own = Profile(
        name="own",
        encoding="utf-8",
        columns=(Column("A", "code"), Column("B", "debit"), Column("C", "fixed", "x")),
        has_headings=True,
    )
    accounts = account_map()
    lines = list(render_vouchers(to_vouchers([ENTRY], accounts), own, accounts))
    cost, owed = CODES["deferred_cost"], CODES["member_deferred"]
    assert lines == ["A,B,C\r\n", f"{cost},0.30,x\r\n", f"{owed},0.00,x\r\n"]


def test_an_auxiliary_without_a_column_is_refused() -> None:
    own = Profile("own", "utf-8", (Column("A", "code"),), has_headings=False)
    with pytest.raises(LedgerError) as caught:
        list(render_vouchers(to_vouchers([ENTRY], MAP), own, MAP))
    assert caught.value.code == "voucher.no_column"
    assert caught.value.facts == {"profile": "own", "kind": "person"}


def test_a_kind_without_a_word_is_refused_where_kinds_share_a_column() -> None:
    own = KINGDEE._replace(kind_words={})
    with pytest.raises(LedgerError):
        list(render_vouchers(to_vouchers([ENTRY], MAP), own, MAP))


def test_a_file_is_of_one_payer() -> None:
    other = ENTRY._replace(entry_id="n2", payer_id="m2")
    made = to_vouchers([ENTRY, other], MAP)
    with pytest.raises(LedgerError) as caught:
        list(render_vouchers(made, YONYOU, MAP))
    assert caught.value.facts == {"payer_id": "m1", "other_id": "m2"}
    for payer_id in ("m1", "m2"):
        mine = [one for one in made if one.payer_id == payer_id]
        assert len(list(render_vouchers(mine, YONYOU, MAP))) == 3
