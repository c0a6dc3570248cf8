"""Shadow mode: every figure of both sides has one verdict, and the sums are those of the sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import EventError
from fenxiao.model.records import Order
from fenxiao.settlement.shadow import (
    VERDICTS,
    Figure,
    Verdict,
    VerdictTotal,
    compare_figures,
    our_figures,
)
from tests.support.build import book_of, confirmed, line_of, paid

FIGURE = Figure("m1", "CNY", "o1", "u1", "kept_minor", 100)
figures = st.lists(
    st.builds(
        Figure,
        payer_id=st.sampled_from(["m1", "m2"]),
        currency=st.just("CNY"),
        order_id=st.sampled_from(["", "o1", "o2"]),
        member_id=st.sampled_from(["u1", "u2"]),
        component=st.just("kept_minor"),
        amount_minor=st.integers(-3, 3),
    ),
    max_size=8,
)


def side(amount_minor: int | None) -> list[Figure]:
    return [] if amount_minor is None else [FIGURE._replace(amount_minor=amount_minor)]


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        pytest.param(100, 100, "matched", id="the same"),
        pytest.param(101, 100, "ours_more", id="more here"),
        pytest.param(99, 100, "ours_less", id="less here"),
        pytest.param(100, None, "only_ours", id="only here"),
        pytest.param(None, 100, "only_theirs", id="only there"),
        pytest.param(100, 0, "only_ours", id="a figure of 0 is none"),
        pytest.param(-5, -4, "ours_less", id="a larger debt here"),
    ],
)
def test_each_figure_has_a_verdict(ours: int | None, theirs: int | None, verdict: Verdict) -> None:
    report = compare_figures(side(ours), side(theirs))
    assert [(verdict, ours or 0, theirs or 0)] == [
        (one.verdict, one.ours_minor, one.theirs_minor) for one in report.rows
    ]
    assert report.rows == report.of(verdict)
    assert bool(report.differences) is (verdict != "matched")


@pytest.mark.parametrize(("ours", "theirs"), [(0, None), (None, None), (0, 0)])
def test_nothing_is_no_figure(ours: int | None, theirs: int | None) -> None:
    assert () == compare_figures(side(ours), side(theirs)).rows


@given(ours=figures, theirs=figures)
def test_nothing_is_lost_or_counted_twice(ours: list[Figure], theirs: list[Figure]) -> None:
    report = compare_figures(ours, theirs)
    assert sum(one.amount_minor for one in ours) == sum(one.ours_minor for one in report.totals())
    assert sum(one.amount_minor for one in theirs) == sum(
        one.theirs_minor for one in report.totals()
    )
    assert len(report.rows) == sum(len(report.of(verdict)) for verdict in VERDICTS)
    assert len(report.rows) == sum(one.figure_count for one in report.totals())


@given(ours=figures, theirs=figures)
def test_the_other_side_sees_the_mirror(ours: list[Figure], theirs: list[Figure]) -> None:
    mirror = dict(
        zip(
            VERDICTS, ("matched", "ours_less", "ours_more", "only_theirs", "only_ours"), strict=True
        )
    )
    here, there = compare_figures(ours, theirs), compare_figures(theirs, ours)
    assert [mirror[one.verdict] for one in here.rows] == [one.verdict for one in there.rows]


def test_ours_are_what_orders_keep_and_what_wallets_have() -> None:
    book = book_of(*line_of("u1", "u2", "u3"), paid("o1", "u3"), confirmed("o1"))
    orders = [one for one, _ in book.rows.values() if isinstance(one, Order)]
    assert {
        ("o1", "u2", "kept_minor", 1_000),
        ("o1", "u1", "kept_minor", 500),
        ("", "u2", "held_minor", 1_000),
        ("", "u1", "held_minor", 500),
    } == {one[2:] for one in our_figures(orders, book.wallets())}


def test_the_report_says_totals_first_then_each_difference() -> None:
    wallet = Figure("m1", "CNY", "", "u1", "held_minor", 7)
    report = compare_figures([FIGURE, wallet], [FIGURE._replace(amount_minor=90), wallet])
    assert (
        VerdictTotal("m1", "CNY", "held_minor", "matched", 1, 7, 7),
        VerdictTotal("m1", "CNY", "kept_minor", "ours_more", 1, 100, 90),
    ) == report.totals()
    assert [
        "m1 CNY held_minor, matched: 1, 0.07 here, 0.07 there",
        "m1 CNY kept_minor, more here: 1, 1.00 here, 0.90 there",
        "more here: order o1, u1, kept_minor: 1.00 here, 0.90 there",
    ] == report.text().splitlines()
    assert (
        "我方多：订单 o1，u1，kept_minor：我方 1.00，对方 0.90"
        == report.text(language="zh").splitlines()[-1]
    )


def test_a_difference_of_a_wallet_is_told_as_one() -> None:
    wallet = Figure("m1", "CNY", "", "u1", "held_minor", 7)
    assert (
        "only here: wallet of u1, held_minor: 0.07 here, 0.00 there"
        == compare_figures([wallet], []).text().splitlines()[-1]
    )


def test_other_verdicts_and_languages_are_refused() -> None:
    report = compare_figures([], [])
    with pytest.raises(EventError):
        report.of("other")  # type: ignore[arg-type]  # the point of the test
    with pytest.raises(EventError):
        report.text(language="fr")  # type: ignore[arg-type]  # the point of the test
