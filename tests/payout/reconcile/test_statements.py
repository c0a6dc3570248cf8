"""Reconciling: nothing is dropped, order is nothing, again is nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import MoneyError, PayoutError
from fenxiao.model.records import PayoutState
from fenxiao.payout.reconcile.breaks import BREAKS, Explained
from fenxiao.payout.reconcile.lines import (
    ChargeLimit,
    Instructed,
    ReconcileTerms,
    StatementLine,
    day_of,
)
from fenxiao.payout.reconcile.statements import (
    Carried,
    Reconciliation,
    carry,
    reconcile,
)
from tests.payout.reconcile.samples import FIRST, day, instructed, line

TERMS = ReconcileTerms(charges=(ChargeLimit(currency="CNY", most_minor=5),))
LATE = 20


def run(
    given_: list[Instructed],
    lines: list[StatementLine],
    *,
    today: int = LATE,
    carried: Carried = Carried(),  # noqa: B008  # a tuple of tuples cannot be changed
) -> Reconciliation:
    return reconcile(given_, lines, TERMS, day(today), carried)


def verdicts(found: Reconciliation) -> dict[str, tuple[str, str]]:
    return {one.line.line_id: (one.state, one.kind) for one in found.lines}


def states(found: Reconciliation) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.instruction_id: (one.state, one.kinds) for one in found.instructions}


def test_a_day_of_a_bank() -> None:
    file = [instructed(name, batch="B1") for name in ("a", "b")]
    known = [
        *file,
        instructed("c", earlier=("K-c-1",)),
        instructed("d", "unknown"),
        instructed("e"),
        instructed("f", "approved"),
    ]
    lines = [
        line("1", "out", 200, key="B1", item_count=2),
        line("2", "charge", 10, key="B1"),
        line("3", key="K-c-1", on=10),
        line("4", "back", key="K-c-1"),
        line("5", key="K-c"),
        line("6", reference="R-d"),
        line("7", payee_token="t1"),
        line("8", "charge", 5),
    ]
    found = run(known, lines)
    assert verdicts(found) == {
        "1": ("matched", ""),
        "2": ("matched", ""),
        "3": ("matched", ""),
        "4": ("matched", ""),
        "5": ("matched", ""),
        "6": ("broken", "on_statement_not_paid"),
        "7": ("broken", "no_key"),
        "8": ("broken", "charge_unexpected"),
    }
    assert states(found) == {
        "a": ("matched", ()),
        "b": ("matched", ()),
        "c": ("matched", ()),
        "d": ("broken", ("on_statement_not_paid",)),
        "e": ("broken", ("paid_not_on_statement",)),
        "f": ("unreconciled", ()),
    }
    assert [(one.line_id, one.instruction_ids) for one in found.proposals] == [("7", ("e", "f"))]
    hows = {one.line.line_id: (one.how, one.instruction_ids) for one in found.lines}
    assert hows["1"] == ("batch", ("a", "b"))
    assert hows["2"] == ("batch", ())
    assert hows["6"] == ("reference", ("d",))
    assert hows["7"] == ("", ())


def test_what_waits_for_its_line_is_not_reconciled_yet() -> None:
    found = run([instructed("a")], [], today=14)
    assert states(found) == {"a": ("unreconciled", ())}


def test_one_id_with_two_contents_is_neither() -> None:
    found = run([instructed("a")], [line("l", key="K-a"), line("l", key="K-a", amount_minor=99)])
    assert [one.kind for one in found.lines] == ["line_changed", "line_changed"]
    assert states(found)["a"] == ("broken", ("paid_not_on_statement",))


def test_a_second_attempt_is_paid_beside_the_first_that_came_back() -> None:
    again = instructed("a", earlier=("K-a-1",))
    lines = [line("1", key="K-a-1", on=10), line("2", key="K-a")]
    found = run([again], lines)
    assert verdicts(found) == {"1": ("broken", "out_after_failure"), "2": ("matched", "")}
    lines.append(line("3", "back", key="K-a-1"))
    assert states(run([again], lines)) == {"a": ("matched", ())}


def test_a_file_is_still_whole_after_one_of_it_was_paid_again_in_another() -> None:
    again = instructed("b", earlier=("K-b-1",), batch="B2")
    again = again._replace(earlier_batches=("B1",))
    lines = [
        line("1", "out", 200, key="B1", item_count=2, on=10),
        line("2", "back", 100, key="B1", item_count=1),
        line("3", "out", 100, key="B2", item_count=1),
    ]
    known = [instructed("a", batch="B1"), again]
    found = run(known, lines)
    assert states(found) == {"a": ("matched", ()), "b": ("matched", ())}
    assert {one.state for one in found.lines} == {"matched"}
    # Forgotten, the file no longer adds up.
    found = run([known[0], again._replace(earlier_batches=())], lines)
    assert verdicts(found)["1"] == ("broken", "group_differs")


def test_two_persons_explain_a_break_and_only_that_one() -> None:
    lines = [line("1", key="K-x")]
    said = Explained("unknown_key", "1", "", "rent, by hand", "ann", "bob")
    found = run([], lines, carried=Carried(explained=(said,)))
    assert verdicts(found) == {"1": ("explained", "unknown_key")}
    assert (len(found.breaks), found.open_breaks) == (1, ())
    assert found.explained == (said,)
    # Of another kind now: it is open again.
    found = run([instructed("x", "unknown")], lines, carried=Carried(explained=(said,)))
    assert verdicts(found) == {"1": ("broken", "on_statement_not_paid")}
    assert found.explained == ()


def test_an_instruction_is_explained_when_all_of_its_breaks_are() -> None:
    known = [instructed("a")]
    lines = [line("1", key="K-a"), line("2", key="K-a"), line("3", key="K-a")]
    second = Explained("twice_on_statement", "2", "a", "recalled", "ann", "bob")
    found = run(known, lines, carried=Carried(explained=(second,)))
    assert states(found)["a"] == ("broken", ("twice_on_statement",))
    both = Carried(explained=(second, second._replace(line_id="3")))
    assert states(run(known, lines, carried=both))["a"] == ("explained", ("twice_on_statement",))


def test_what_is_open_is_handed_on() -> None:
    known = [instructed("a"), instructed("b")]
    first = run(known, [line("1", key="K-a"), line("2", key="K-x")])
    handed = carry(first, keep_from=day(LATE))
    assert [one.line_id for one in handed.lines] == ["2"]
    assert handed.instruction_ids == ("b",)
    # The rail tells late that "b" was returned; its lines come with the next statement.
    back = [instructed("b", "returned")]
    found = run(back, [line("3", key="K-b"), line("4", "back", key="K-b")], carried=handed)
    assert states(found) == {"b": ("matched", ())}
    assert verdicts(found)["2"] == ("broken", "unknown_key")


def test_a_line_within_the_days_to_keep_is_handed_on_with_its_instruction() -> None:
    handed = carry(run([instructed("a")], [line("1", key="K-a")]), keep_from=day(11))
    assert ([one.line_id for one in handed.lines], handed.instruction_ids) == (["1"], ("a",))


def test_a_line_of_a_file_brings_every_payment_of_it_and_all_their_lines() -> None:
    known = [
        instructed("a", "unknown", batch="B1"),
        instructed("b", "failed", batch="B1"),
        instructed("c"),
    ]
    lines = [
        line("1", "out", 200, key="B1"),
        line("2", "back", key="K-b"),
        line("3", key="K-c"),
    ]
    handed = carry(run(known, lines), keep_from=day(LATE))
    assert [one.line_id for one in handed.lines] == ["1", "2"]
    assert handed.instruction_ids == ("a", "b")
    later = [instructed("a", batch="B1"), known[1]]
    assert states(run(later, [], carried=handed)) == {
        "a": ("matched", ()),
        "b": ("matched", ()),
    }


@pytest.mark.parametrize(
    ("known", "lines", "error"),
    [
        pytest.param([instructed("a"), instructed("a")], [], PayoutError, id="an instruction"),
        pytest.param([], [line("1", amount_minor=0)], MoneyError, id="a line"),
    ],
)
def test_a_bad_call_is_refused(
    known: list[Instructed], lines: list[StatementLine], error: type[Exception]
) -> None:
    with pytest.raises(error):
        run(known, lines)


# ---------------------------------------------------------------- laws

STATES = ("approved", "unknown", "paid", "failed", "returned")
amounts = st.sampled_from((50, 100, 150))
batches = st.sampled_from(("", "", "B1", "B2"))


@st.composite
def instructions(draw: st.DrawFn) -> list[Instructed]:
    """Draw up to five instructions, some of them in files and on their second attempt."""
    return [draw(an_instruction(name)) for name in "abcde"[: draw(st.integers(0, 5))]]


@st.composite
def an_instruction(draw: st.DrawFn, name: str) -> Instructed:
    """Draw an instruction; one that is tried again was in another file before, or in none."""
    batch = draw(batches)
    keys = draw(st.sampled_from(((), (f"K-{name}-1",))))
    ended: PayoutState = draw(st.sampled_from(("failed", "returned")))
    made = instructed(
        name,
        draw(st.sampled_from(STATES)),
        draw(amounts),
        earlier=keys,
        ended=ended,
        batch=batch,
    )
    before = draw(batches.filter(lambda one: one != batch or not one))
    return made._replace(earlier_batches=(before,)) if keys else made


KEYS = ("", "K-a", "K-b", "K-a-1", "K-c", "K-x", "B1", "B2")
statement_lines = st.lists(
    st.builds(
        line,
        st.sampled_from("123456789"),
        st.sampled_from(("out", "out", "out", "back", "charge")),
        st.sampled_from((5, 50, 100, 150, 200, 250)),
        on=st.integers(9, 14),
        key=st.sampled_from(KEYS),
        reference=st.sampled_from(("", "", "R-a", "R-d")),
        payee_token=st.sampled_from(("", "t1")),
        currency=st.sampled_from(("CNY", "CNY", "CNY", "USD")),
        payer_id=st.sampled_from(("shop", "shop", "shop", "other")),
    ),
    max_size=9,
)
distinct_lines = st.lists(
    statement_lines.flatmap(lambda found: st.sampled_from(found) if found else st.nothing()),
    unique_by=lambda one: one.line_id,
    max_size=7,
)
days = st.integers(10, LATE)


@given(known=instructions(), lines=statement_lines, today=days)
def test_every_line_and_every_instruction_has_exactly_one_verdict(
    known: list[Instructed], lines: list[StatementLine], today: int
) -> None:
    found = run(known, lines, today=today)
    assert sorted(set(lines)) == [one.line for one in found.lines]
    assert [one.payout.instruction_id for one in known] == [
        one.instruction_id for one in found.instructions
    ]
    for verdict in found.lines:
        assert (verdict.state == "matched") == (verdict.kind == "")
        assert verdict.kind == "" or verdict.kind in BREAKS


@given(known=instructions(), lines=statement_lines, today=days)
def test_a_matched_line_is_its_parts_and_a_broken_one_has_its_break(
    known: list[Instructed], lines: list[StatementLine], today: int
) -> None:
    found = run(known, lines, today=today)
    named = {(one.kind, one.line_id) for one in found.breaks}
    for verdict in found.lines:
        name = verdict.line.line_id
        parts = [one.amount_minor for one in found.ties if one.line_id == name]
        if verdict.state == "matched":
            assert sum(parts) == verdict.line.amount_minor
        else:
            assert parts == []
            assert (verdict.kind, name) in named


@given(known=instructions(), lines=statement_lines, today=days)
def test_a_paid_instruction_has_a_line_or_a_break_or_waits(
    known: list[Instructed], lines: list[StatementLine], today: int
) -> None:
    found = run(known, lines, today=today)
    paid = {one.payout.instruction_id for one in known if one.payout.state == "paid"}
    for verdict in found.instructions:
        if verdict.instruction_id not in paid:
            continue
        if verdict.state == "matched":
            assert verdict.line_ids
        elif verdict.state == "unreconciled":
            assert today <= 11 + TERMS.wait_days
        else:
            assert verdict.kinds


@given(known=instructions(), lines=statement_lines, data=st.data())
def test_order_changes_nothing(
    known: list[Instructed], lines: list[StatementLine], data: st.DataObject
) -> None:
    found = run(known, lines)
    mixed = data.draw(st.permutations(lines)), data.draw(st.permutations(known))
    assert run(mixed[1], mixed[0]) == found


@given(known=instructions(), lines=statement_lines)
def test_the_same_lines_again_change_nothing(
    known: list[Instructed], lines: list[StatementLine]
) -> None:
    found = run(known, lines)
    handed = carry(found, keep_from=FIRST)
    assert run(known, lines, carried=handed) == found
    assert run(known, [*lines, *lines]) == found


@given(known=instructions(), lines=distinct_lines, cut=st.integers(9, 14))
def test_day_by_day_is_all_at_once(
    known: list[Instructed], lines: list[StatementLine], cut: int
) -> None:
    before = [one for one in lines if day_of(one.booked_on) <= cut]
    after = [one for one in lines if day_of(one.booked_on) > cut]
    handed = carry(run(known, before, today=cut + 1), keep_from=day(0) - timedelta(days=1))
    assert run(known, after, carried=handed) == run(known, lines)


@given(known=instructions(), lines=distinct_lines)
def test_a_proposal_matches_nothing_by_itself(
    known: list[Instructed], lines: list[StatementLine]
) -> None:
    found = run(known, lines)
    broken = {one.line.line_id for one in found.lines if one.kind in ("no_key", "unknown_key")}
    assert {one.line_id for one in found.proposals} <= broken


@given(lines=statement_lines)
def test_with_no_instruction_every_line_is_a_break(lines: list[StatementLine]) -> None:
    assert {one.state for one in run([], lines).lines} <= {"broken"}


def test_every_kind_of_break_can_be_met() -> None:
    known = [
        instructed("a", earlier=("K-a-1",)),
        instructed("b", "unknown"),
        instructed("c", "failed"),
        instructed("d", "returned"),
        instructed("e"),
        instructed("f", batch="B1"),
        *(instructed(name) for name in "ghijkl"),
    ]
    lines = [
        line("1", key="K-a"),
        line("2", key="K-a"),
        line("3", key="K-b"),
        line("4", key="K-c"),
        line("5", key="K-d", on=10),
        line("6", key="B1", amount_minor=99),
        line("7", key="K-g", amount_minor=99),
        line("8", key="K-h", currency="USD"),
        line("9", key="K-i", payer_id="other"),
        line("10", key="K-j", reference="R-k"),
        line("11", key="K-k", on=9),
        line("12", key="K-l", on=50),
        line("13", key="K-x"),
        line("14"),
        line("15", "charge", 6),
        line("16", "back", key="K-a-1"),
        line("17", "back", key="K-a"),
        line("18"),
        line("18", amount_minor=99),
    ]
    assert {one.kind for one in run(known, lines, today=60).breaks} == set(BREAKS)
