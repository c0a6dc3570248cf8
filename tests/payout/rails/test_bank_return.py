"""Returns of bank files: every line an answer, every doubt named, nothing more certain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.money import AMOUNT_LIMIT_MINOR
from fenxiao.payout.rails.bank_form import Profile
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH, FRAMED, GENERIC, PROFILES
from fenxiao.payout.rails.bank_return import parse
from fenxiao.payout.rails.returns import Reading, compare
from tests.payout.rails.bank_samples import RETURNS, TWO, told
from tests.payout.rails.samples import ONE, codes

every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
HEAD = RETURNS["generic"].splitlines()[0]


def shown(reading: Reading) -> list[tuple[str, str | None, int | None]]:
    return [(one.outcome, one.key, one.amount_minor) for one in reading.answers]


def generic(*lines: str, titles: str = HEAD) -> Reading:
    return parse("\n".join((titles, *lines)) + "\n", GENERIC)


def refused(text: str | bytes, profile: Profile) -> str:
    with pytest.raises(PayoutError) as caught:
        parse(text, profile)
    assert caught.value.code == "rail.unreadable"
    return str(caught.value.problem)


@every_profile
def test_a_return_says_what_became_of_each_row(profile: Profile) -> None:
    reading = parse(told(profile), profile)
    assert [("paid", "K1", 1_234), ("failed", "K2", 100_000)] == shown(reading)
    assert ["B7", "B8"] == [one.reference for one in reading.answers]
    assert ["", "no such account"] == [one.text for one in reading.answers]
    assert () == reading.problems == compare(reading, [ONE, TWO]).problems


@every_profile
def test_every_documented_word_means_what_the_table_says(profile: Profile) -> None:
    profile = replace(profile, answer=profile.answer._replace(head=(), tail=()))
    lines = RETURNS[profile.name].splitlines()
    (line,) = (one for one in lines if "K1" in one)
    titles = lines[:1] if profile.has_titles else []
    mark = next(
        one.word for one in profile.answer.words if f"{one.word}" in line.split(profile.separator)
    )
    for state in profile.answer.words:
        fields = [state.word if one == mark else one for one in line.split(profile.separator)]
        text = "\n".join([*titles, profile.separator.join(fields)])
        (found,) = parse(text, profile).answers
        assert (state.outcome, state.word) == (found.outcome, found.code)


@pytest.mark.parametrize("word", ["PAID", "Paid", "paid!", "成功", "", "success"])
def test_another_word_is_unknown_kept_and_named(word: str) -> None:
    reading = generic(f"K1,12.34,CNY,{word},B7,")
    assert [("unknown", "K1", 1_234)] == shown(reading)
    assert word == reading.answers[0].code
    assert ["rail.return_word"] == codes(reading.problems)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(",12.34,CNY,paid,B7,", id="no key"),
        pytest.param("K1,,CNY,paid,B7,", id="no amount"),
        pytest.param("K1,12.34,,paid,B7,", id="no currency"),
        pytest.param("K1,12.34,CNY,paid,,", id="no reference"),
        pytest.param("K1,12.345,CNY,paid,B7,", id="too many decimals"),
        pytest.param("K1,-12.34,CNY,paid,B7,", id="a negative amount"),
        pytest.param("K1,0.00,CNY,paid,B7,", id="no money"),
        pytest.param("K1,1234e-2,CNY,paid,B7,", id="a float"),
        pytest.param('K1,"12,34",CNY,paid,B7,', id="a comma that parts no thousands"),
        pytest.param("K1,12.34,RMB,paid,B7,", id="no currency of the standard"),
        pytest.param("K1,,CNY,returned,B7,", id="sent back, but how much"),
    ],
)
def test_without_one_of_its_facts_nothing_is_paid_or_returned(line: str) -> None:
    (found,) = generic(line).answers
    assert found.outcome == "unknown"


@pytest.mark.parametrize(
    ("text", "amount_minor"),
    [
        ("12.34", 1_234),
        ("12.3", 1_230),
        ('"1,234.56"', 123_456),
        ('"1,234,567"', 123_456_700),
        ("１２.３４", 1_234),
        ("１２．３４", 1_234),
        ("１，２３４．５６", 123_456),
        ('"1,23"', None),
        ('"1234,567"', None),
        ("¥12.34", None),
        ("十二", None),
        ("٣", None),
        (f"{AMOUNT_LIMIT_MINOR + 1}", None),
    ],
)
def test_amounts_are_read_as_they_are_written_and_not_guessed(
    text: str, amount_minor: int | None
) -> None:
    (found,) = generic(f"K1,{text},CNY,failed,B7,").answers
    assert amount_minor == found.amount_minor


@pytest.mark.parametrize(
    ("text", "amount_minor"),
    [("1234", 1_234), ("１２３４", 1_234), ("1,234", 1_234), ("12.34", None), ("0", None)],
)
def test_minor_units_are_whole_numbers(text: str, amount_minor: int | None) -> None:
    plain = replace(FRAMED, answer=FRAMED.answer._replace(head=(), tail=()))
    (found,) = parse(f"D|1|K1|{text}|F||9\n", plain).answers
    assert amount_minor == found.amount_minor


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff{}", id="a mark of byte order"),
        pytest.param("{}\n\n\r\n , ,\n", id="empty lines at the end"),
        pytest.param("\n{}", id="an empty line before"),
    ],
)
def test_what_tools_add_is_no_matter(text: str) -> None:
    whole = text.format(RETURNS["generic"])
    assert parse(RETURNS["generic"], GENERIC) == parse(whole, GENERIC)
    assert parse(RETURNS["generic"], GENERIC) == parse(whole.encode(), GENERIC)


def test_a_mark_of_utf_8_says_so_whatever_the_profile_says() -> None:
    marked = b"\xef\xbb\xbf" + RETURNS["china_batch"].encode()
    assert parse(told(CHINA_BATCH), CHINA_BATCH) == parse(marked, CHINA_BATCH)


def test_quotes_spaces_and_a_last_separator_are_no_matter() -> None:
    reading = generic('" K1 ", 12.34 ,"CNY",paid\t,"B7","a ""b"", c",')
    assert [("paid", "K1", 1_234)] == shown(reading)
    assert reading.answers[0].text == 'a "b", c'


def test_columns_are_found_by_their_titles() -> None:
    reading = generic(
        "x,B7,paid,CNY,12.34,,K1", titles="其他,reference,status,currency,amount,reason,key"
    )
    assert [("paid", "K1", 1_234)] == shown(reading)


def test_a_shifted_line_is_unknown_and_named() -> None:
    reading = generic("K1,12.34,CNY,paid,B7,,x", "K2,1000.00,CNY,paid,B8")
    assert ["unknown", "unknown"] == [one.outcome for one in reading.answers]
    assert [(2, "it has 7 fields, not 6"), (3, "it has 5 fields, not 6")] == [
        (dict(one.facts)["line"], dict(one.facts)["problem"]) for one in reading.problems
    ]


def test_a_line_of_another_kind_is_unknown() -> None:
    text = RETURNS["framed"].replace("D|1", "X|1")
    reading = parse(text, FRAMED)
    assert reading.answers[0].outcome == "unknown"
    assert reading.problems[0].code == "rail.return_line"


def test_without_a_column_of_references_the_key_serves() -> None:
    columns = tuple(one for one in GENERIC.answer.columns if one.holds != "reference")
    plain = replace(GENERIC, answer=GENERIC.answer._replace(columns=columns))
    (found,) = parse("key,amount,currency,status,reason\nK1,12.34,CNY,paid,\n", plain).answers
    assert ("paid", "K1") == (found.outcome, found.reference)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        pytest.param("|2|101234", "|3|101234", "总笔数", id="another count"),
        pytest.param("|2|101234", "|2|101235", "总金额", id="another sum"),
        pytest.param("|2|101234", "|2|", "总金额", id="no sum"),
        pytest.param("T|1|1234", "T|2|1234", "成功笔数", id="more paid"),
        pytest.param("T|1|1234", "T|1|9234", "成功金额", id="another sum paid"),
        pytest.param("|1|100000\n", "|0|100000\n", "失败笔数", id="fewer failed"),
        pytest.param("|1|100000\n", "|1|1\n", "失败金额", id="another sum failed"),
        pytest.param("T|1|1234|1|100000\n", "", "last line", id="cut off at the end"),
        pytest.param("H|F64|2|101234\n", "", "first line", id="cut off at the beginning"),
        pytest.param("D|2|K2|100000|F|no such account|B8\n", "", "总笔数", id="a line left out"),
        pytest.param("K1|1234", "K1|x", "总金额", id="an amount that cannot be read"),
    ],
)
def test_where_a_sum_is_wrong_nothing_is_certain(old: str, new: str, what: str) -> None:
    assert old in RETURNS["framed"]
    reading = parse(RETURNS["framed"].replace(old, new), FRAMED)
    assert {one.outcome for one in reading.answers} == {"unknown"}
    wrong = [dict(one.facts)["what"] for one in reading.problems if one.code == "rail.return_sum"]
    assert what in wrong


def test_sums_may_be_grouped_and_of_full_width() -> None:
    text = RETURNS["framed"].replace("|2|101234", "|２|101,234")
    assert () == parse(text, FRAMED).problems


@pytest.mark.parametrize(
    ("text", "profile", "problem"),
    [
        (b"\xff\xfe\x00", GENERIC, "it is no utf-8"),
        (b"\xff\xff", CHINA_BATCH, "it is no gb18030"),
        (b"\xef\xbb\xbf\xff", CHINA_BATCH, "it is no utf-8"),
        ("", GENERIC, "it has no titles"),
        ("\n \n", GENERIC, "it has no titles"),
        ("key,amount\n", GENERIC, "the title currency must stand once"),
        (HEAD + ",key\n", GENERIC, "the title key must stand once"),
        (RETURNS["china_batch"].encode(), CHINA_BATCH, "it is no gb18030"),
    ],
)
def test_what_is_no_return_is_refused(text: str | bytes, profile: Profile, problem: str) -> None:
    assert problem == refused(text, profile)


def test_a_field_without_end_is_refused() -> None:
    assert refused(HEAD + "\n" + "x" * 200_000, GENERIC).startswith("line 2")


def modest(text: str | bytes, profile: Profile) -> None:
    try:
        reading = parse(text, profile)
    except PayoutError as error:
        if error.code != "rail.unreadable":
            raise
        return
    sure = compare(reading, [ONE, TWO])
    assert len(sure.answers) == len(reading.answers)
    assert all(problem.message for problem in sure.problems)
    for one in sure.answers:
        if one.outcome in {"paid", "returned"}:
            ours = {"K1": ONE, "K2": TWO}[str(one.key)]
            assert (ours.amount_minor, ours.currency) == (one.amount_minor, one.currency)
            assert one.reference


@every_profile
@given(text=st.text(max_size=60) | st.binary(max_size=60))
@settings(max_examples=60)
def test_any_bytes_are_read(profile: Profile, text: str | bytes) -> None:
    modest(text, profile)


@every_profile
@given(data=st.data())
@settings(max_examples=100)
def test_one_change_makes_nothing_surer(profile: Profile, data: st.DataObject) -> None:
    whole = RETURNS[profile.name]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    put = data.draw(st.text(max_size=4) | st.sampled_from(["\n", "|", ",", '"', "K2", "paid", "S"]))
    changed = whole[:start] + put + whole[end:]
    modest(changed, profile)
    modest(changed.encode(profile.encoding, "replace"), profile)


@every_profile
def test_a_return_cut_off_anywhere_pays_nobody_wrongly(profile: Profile) -> None:
    whole = told(profile)
    for end in range(len(whole)):
        modest(whole[:end], profile)
