"""What laws are about: sales as data, shown as they would be written."""

from __future__ import annotations

import pickle

import pytest

from fenxiao.model.events import RefundLine
from fenxiao.rules.people import plain_people
from fenxiao.testing.law_objects import Law, LawBroken, Sale, Turn, after_refunds, paid_by, shown
from tests.rules.shop import AT, levels, line, paid, plan

SALE = Sale(
    order=paid(line(100, quantity=2)),
    in_force=plan(levels(100_000, 50_000)).alone,
    people=plain_people("u1", ("u2",)),
)
PIECE = (RefundLine(line_id="1", quantity=1),)
NEVER = Law(
    name="never",
    title_en="Never",
    title_zh="从不",
    statement_en="Nothing is right.",
    statement_zh="一切皆错。",
    about="sale",
    find=lambda one: f"{one.order.order_id} is sold",
    fails_for=("half", "cut"),
)


def test_a_sale_pays_by_its_plan() -> None:
    assert {"u2": 10} == SALE.paid()
    assert {"u2": 20} == SALE.paid(paid(line(200)))
    assert SALE.paid() == paid_by(SALE, SALE.terms())


def test_refunds_are_taken_one_after_another() -> None:
    expected: tuple[dict[str, int], ...] = ({"u2": 10}, {"u2": 5}, {})
    assert expected == after_refunds(SALE, SALE.terms(), (PIECE, PIECE))


def test_a_refund_of_more_than_there_is_is_no_example() -> None:
    with pytest.raises(ValueError, match="left"):
        after_refunds(SALE, SALE.terms(), (PIECE,) * 3)


def test_a_broken_law_says_its_example() -> None:
    with pytest.raises(LawBroken) as broken:
        NEVER.check(SALE)
    assert str(broken.value).startswith('The law "never" is broken: o1 is sold\nSale(order=')
    assert ("never", "o1 is sold", SALE) == broken.value.args
    again = pickle.loads(pickle.dumps(LawBroken("never", "why", SALE)))
    assert ("never", "why") == (again.law, again.problem)


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        pytest.param({"percent"}, True, id="none that breaks it"),
        pytest.param({"unit_scope", "half"}, False, id="one of two that break it"),
    ],
)
def test_a_law_holds_unless_a_class_breaks_it(classes: set[str], *, expected: bool) -> None:
    assert expected is NEVER.holds_for(frozenset(classes))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Turn(), "Turn()", id="nothing but what goes without saying"),
        pytest.param(
            Turn(cut=(1, 2), refunds=(PIECE,)),
            "Turn(cut=(1, 2), refunds=((RefundLine(line_id='1', quantity=1),),))",
            id="parts within parts",
        ),
        pytest.param(AT, "2024-06-18T00:00:00+00:00", id="an instant"),
        pytest.param({"a": (1,)}, "{'a': (1,)}", id="a mapping"),
        pytest.param(levels(100_000), "Levels(rates_ppm=(100000,), rule_id='sale')", id="a rule"),
    ],
)
def test_shown(value: object, expected: str) -> None:
    assert expected == shown(value)


def test_a_sale_is_shown_without_its_engine_and_tables() -> None:
    assert "engine" not in repr(SALE)
    assert "tables" not in repr(SALE)
    assert "Plan(" in repr(SALE)
