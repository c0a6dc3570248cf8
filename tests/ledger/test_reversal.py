"""Reversal: the worked example, the laws of parts, and what is refused."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import LedgerError, MoneyError
from fenxiao.ledger.posting import Flow, Occasion, check_entry, post, post_moves
from fenxiao.ledger.reversal import amount_of, reverse
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.records import Entry, Posting
from fenxiao.money import TOTAL_LIMIT_MINOR
from tests.ledger.strategies import entries, moved_entries

LATER = Occasion("back", "shop", "CNY", "r1", 7, 8)
Place = tuple[str, str, bool]


def own_entry(*legs: tuple[str, str, int]) -> Entry:
    """Return an entry by a template of the host's own."""
    postings = tuple(Posting(*leg) for leg in legs)
    return Entry("n1", "e1", "sale", "shop", "CNY", "o1", 0, 0, postings)


SALE = own_entry(
    ("clearing", "wechat", 99),
    ("collection_fee", "", 1),
    ("revenue", "", -85),
    ("freight_income", "", -5),
    ("tax_payable", "", -10),
)
host_entries = (entries | moved_entries()).map(lambda one: one._replace(template="own"))


def back(entry: Entry, amount_minor: int, reversed_minor: int = 0, event_id: str = "back") -> Entry:
    occasion = Occasion(event_id, entry.payer_id, entry.currency, entry.subject_id, 7, 8)
    return reverse(entry, amount_minor, occasion, reversed_minor=reversed_minor)


def sums(*found: Entry) -> dict[Place, int]:
    """Return what entries post on each side of each place; a reversal's sides are turned."""
    total: dict[Place, int] = {}
    for one in found:
        is_back = one.template.endswith("_back")
        for account, party_id, minor in one.postings:
            place = (account, party_id, (minor > 0) is not is_back)
            total[place] = total.get(place, 0) + minor
    return {place: minor for place, minor in total.items() if minor}


@st.composite
def splits(draw: st.DrawFn) -> tuple[Entry, list[int]]:
    """Draw an entry and amounts that together are no more than it moved."""
    entry = draw(host_entries)
    whole = amount_of(entry)
    cuts = draw(st.lists(st.integers(1, whole), min_size=1, max_size=5, unique=True))
    edges = [0, *sorted(cuts)]
    return entry, [after - before for before, after in pairwise(edges)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param(
            [40],
            [[-40, 34, 2, 4]],
            id="the first leg of a side takes the odd units",
        ),
        pytest.param(
            [40, 60],
            [[-40, 34, 2, 4], [-59, -1, 51, 3, 6]],
            id="worked example: two parts",
        ),
        pytest.param([100], [[-99, -1, 85, 5, 10]], id="the whole is the mirror"),
        pytest.param([1], [[-1, 1]], id="a leg of which nothing is taken back is left out"),
    ],
)
def test_examples(parts: list[int], expected: list[list[int]]) -> None:
    before = [0, *accumulate(parts)]
    found = [back(SALE, part, done) for part, done in zip(parts, before, strict=False)]
    assert expected == [[leg.amount_minor for leg in one.postings] for one in found]


@given(case=splits())
def test_a_reversal_balances_and_each_side_is_its_amount(case: tuple[Entry, list[int]]) -> None:
    entry, parts = case
    before = [0, *accumulate(parts)]
    for part, done in zip(parts, before, strict=False):
        found = back(entry, part, done)
        check_entry(found)
        assert part == amount_of(found)
        assert all(leg.amount_minor for leg in found.postings)


@given(case=splits())
def test_any_split_of_reversals_leaves_what_one_leaves(case: tuple[Entry, list[int]]) -> None:
    entry, parts = case
    before = [0, *accumulate(parts)]
    split = [back(entry, part, done) for part, done in zip(parts, before, strict=False)]
    assert sums(entry, back(entry, sum(parts))) == sums(entry, *split)


@given(case=splits())
def test_no_leg_is_taken_back_further_than_it_was_posted(case: tuple[Entry, list[int]]) -> None:
    entry, parts = case
    posted, left = sums(entry), sums(entry, back(entry, sum(parts)))
    assert all(0 < minor / posted[place] <= 1 for place, minor in left.items())


@given(case=splits())
def test_after_the_last_part_nothing_is_left(case: tuple[Entry, list[int]]) -> None:
    entry, parts = case
    done = sum(parts[:-1])
    last = back(entry, amount_of(entry) - done, done)
    first = [back(entry, done)] if done else []
    assert {} == sums(entry, *first, last)


@given(entry=host_entries)
def test_the_whole_is_the_mirror_leg_by_leg(entry: Entry) -> None:
    mirror = tuple(leg._replace(amount_minor=-leg.amount_minor) for leg in entry.postings)
    assert mirror == back(entry, amount_of(entry)).postings


@pytest.mark.parametrize("template", ["forfeit", "dormant"])
def test_a_whole_reversal_is_what_the_template_of_the_way_back_posts(template: str) -> None:
    done = post(template, LATER._replace(event_id="done"), {"u1": 70})
    expected = post(f"{template}_back", LATER, {"u1": 70})
    assert expected.postings == reverse(done, 70, LATER).postings


@pytest.mark.parametrize(
    ("template", "way_back"),
    [
        ("freeze", "unfreeze"),
        ("unfreeze", "freeze"),
        ("withdrawal", "payout_failed"),
        ("capture_agent", "capture_agent_back"),
        ("capture_agent_back", "capture_agent"),
    ],
)
def test_another_template_may_be_named_if_it_moves_the_other_way(
    template: str, way_back: str
) -> None:
    parties = {"clearing": "t1", "merchant_pending": "s1"}
    flows = [
        Flow(
            move.debit,
            parties.get(move.debit, "u1" if move.debit.startswith("member") else ""),
            move.credit,
            parties.get(move.credit, "u1" if move.credit.startswith("member") else ""),
            10,
        )
        for move in TEMPLATES[template].moves
    ]
    done = post_moves(template, LATER, flows)
    found = reverse(done, 5, LATER, template=way_back)
    assert way_back == found.template
    assert 5 == amount_of(found)


def test_it_says_what_it_is_about() -> None:
    found = reverse(SALE, 1, LATER)
    assert ("back", "sale_back", "r1", 7, 8) == (
        found.event_id,
        found.template,
        found.subject_id,
        found.effective_us,
        found.recorded_us,
    )
    assert found.entry_id != back(SALE, 1, event_id="other").entry_id


@pytest.mark.parametrize(
    ("amount_minor", "reversed_minor", "left_minor"),
    [
        pytest.param(101, 0, 100, id="more than was posted"),
        pytest.param(41, 60, 40, id="more than is left"),
        pytest.param(1, 100, 0, id="nothing is left"),
        pytest.param(1, 500, 0, id="more was taken back than was posted"),
    ],
)
def test_more_than_is_left_is_refused(
    amount_minor: int, reversed_minor: int, left_minor: int
) -> None:
    with pytest.raises(LedgerError) as caught:
        back(SALE, amount_minor, reversed_minor)
    assert ("ledger.less_left", left_minor, amount_minor, "n1") == (
        caught.value.code,
        caught.value.left_minor,
        caught.value.wanted_minor,
        caught.value.entry_id,
    )


@pytest.mark.parametrize(
    ("amount_minor", "reversed_minor"),
    [(0, 0), (-1, 0), (True, 0), (1.0, 0), (TOTAL_LIMIT_MINOR + 1, 0), (1, -1), (1, None)],
)
def test_what_is_no_amount_is_refused(amount_minor: int, reversed_minor: int) -> None:
    with pytest.raises(MoneyError):
        back(SALE, amount_minor, reversed_minor)


@pytest.mark.parametrize(
    "occasion", [LATER._replace(payer_id="other"), LATER._replace(currency="JPY")]
)
def test_other_books_are_refused(occasion: Occasion) -> None:
    with pytest.raises(LedgerError) as caught:
        reverse(SALE, 1, occasion)
    assert "ledger.other_books" == caught.value.code


@pytest.mark.parametrize(
    ("template", "way_back"),
    [
        pytest.param("accrual", None, id="it has no way back of its name"),
        pytest.param("forfeit", "dormant_back", id="the way back of another"),
        pytest.param("forfeit", "own", id="a name of the host's own"),
        pytest.param("write_off", None, id="what was given up comes back as income"),
    ],
)
def test_a_way_back_that_is_none_is_refused(template: str, way_back: str | None) -> None:
    done = post(template, LATER, {"u1": 70})
    with pytest.raises(LedgerError) as caught:
        reverse(done, 1, LATER, template=way_back)
    assert ("ledger.no_mirror", template) == (caught.value.code, caught.value.of)


def test_an_entry_that_was_changed_is_refused() -> None:
    with pytest.raises(LedgerError) as caught:
        reverse(own_entry(("bank", "", 5)), 1, LATER)
    assert "ledger.unbalanced" == caught.value.code
