"""Laws of a sale: each is caught out by a rule, or an engine, that is wrong in its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.events import Line, RefundLine
from fenxiao.model.records import Kept
from fenxiao.rules.custom import Rule
from fenxiao.rules.people import plain_people
from fenxiao.rules.resolve import resolve
from fenxiao.testing import sale_laws
from fenxiao.testing.law_objects import ENGINE, Engine, Sale, Turn
from fenxiao.testing.laws import LAWS, plan_of
from fenxiao.testing.strategies.orders import lines
from tests.rules.shop import AT, levels, line, paid, plan
from tests.testing import wrong

THREE = plan(levels(100_000, 50_000, 20_000)).alone
TEN = plan(levels(100_000)).alone
FULL = plan(levels(100_000), ceiling_ppm=100_000).alone
PEOPLE = replace(plain_people("u1", ("u2", "u3", "u4")), far=frozenset({"u5"}))
NO_TURN = Turn()
TWO = (line(79), line(20, line_id="2"))
PARTS = tuple((RefundLine(line_id="1", amount_minor=minor),) for minor in (316, 474))


def sale(*bought: Line, in_force: Any = THREE, turn: Turn = NO_TURN, **fields: Any) -> Sale:
    return Sale(order=paid(*bought), in_force=in_force, people=PEOPLE, turn=turn, **fields)


def own(rule: Rule, *bought: Line, turn: Turn = NO_TURN) -> Sale:
    return sale(*bought, in_force=plan_of(rule).alone, custom_rules=(rule,), turn=turn)


def engine(**parts: Any) -> Engine:
    return ENGINE._replace(**parts)


def alternating() -> Callable[..., Any]:
    count = iter(range(10))
    return wrong.resolved(lambda one: {"numerator": one.numerator + next(count)})


@pytest.mark.parametrize("law", [one for one in LAWS if one.about == "sale"], ids=lambda x: x.name)
def test_a_right_sale_breaks_no_law(law: Any) -> None:
    turn = Turn(1, 7, (1, 3), PARTS)
    assert "" == law.find(sale(line(790, quantity=2), line(9, line_id="2", quantity=2), turn=turn))


@pytest.mark.parametrize(
    ("law", "made", "problem"),
    [
        pytest.param(
            sale_laws.ceiling,
            sale(line(10), in_force=FULL, engine=engine(keep=wrong.rounded_up)),
            "2 is kept where 10 is left",
            id="ceiling of what is left: a keep that rounds up, where the plan pays all it may",
        ),
        pytest.param(
            sale_laws.ceiling,
            sale(
                line(10),
                engine=engine(
                    resolve=wrong.resolved(lambda one: {"numerator": one.numerator * 99})
                ),
            ),
            "line 1 pays 1683/10 of 10",
            id="ceiling: an engine that pays 99 times",
        ),
        pytest.param(
            sale_laws.non_negativity,
            sale(
                line(10),
                engine=engine(resolve=wrong.resolved(lambda one: {"numerator": -one.numerator})),
            ),
            "u2: -1/1",
            id="non-negativity: an engine that turns the sign",
        ),
        pytest.param(
            sale_laws.depth,
            sale(
                line(100),
                engine=engine(
                    resolve=wrong.resolved(
                        lambda one: {"payee_id": "u5" if one.depth == 3 else "u2"}
                    )
                ),
            ),
            "u2 is paid at depth 2, and stands at 1",
            id="depth: an engine that pays somebody at another's place",
        ),
        pytest.param(
            sale_laws.depth,
            sale(
                line(100),
                engine=engine(
                    resolve=wrong.resolved(
                        lambda one: {"depth": 4, "payee_id": "u5"} if one.depth == 3 else {}
                    )
                ),
            ),
            "u5 stands nowhere",
            id="depth: an engine that pays a fourth level",
        ),
        pytest.param(
            sale_laws.relabelling,
            own(wrong.BY_NAME, line(100)),
            "n4 has 0 instead of 10",
            id="relabelling: a rule that pays by name",
        ),
        pytest.param(
            sale_laws.monotone_sold,
            own(wrong.FALLING, line(10), turn=Turn(more_minor=1)),
            "u2 has 10 instead of at most 9",
            id="monotone in the amount sold: a rule that pays large lines less",
        ),
        pytest.param(
            sale_laws.monotone_refund,
            sale(line(790), engine=engine(book=wrong.Generous), turn=Turn(refunds=PARTS[:1])),
            "",
            id="monotone under refund: what a refund lowers by more than one unit stays lower",
        ),
        pytest.param(
            sale_laws.monotone_refund,
            sale(
                line(790),
                engine=engine(book=wrong.Generous),
                turn=Turn(refunds=((RefundLine(line_id="1", amount_minor=1),),) * 2),
            ),
            "u3 has 40 instead of at most 39",
            id="monotone under refund: a book that gives with every refund",
        ),
        pytest.param(
            sale_laws.refund_path,
            sale(
                line(790),
                in_force=TEN,
                engine=engine(book=wrong.SeparateClawbacks),
                turn=Turn(refunds=PARTS),
            ),
            "u2 has -1 instead of 0",
            id="refund path: clawbacks rounded each by itself take 80 of 79",
        ),
        pytest.param(
            sale_laws.locality,
            own(wrong.Remembering(), *TWO),
            "u2 has 79 instead of 99",
            id="locality: a rule that remembers the line before",
        ),
        pytest.param(
            sale_laws.order_splitting,
            own(wrong.ONE_UNIT, line(2, quantity=2), turn=Turn(cut=(1, 1))),
            "u2 has 2 instead of at most 1, as 1 for 1 and 1 for 1",
            id="order splitting: a rule that pays a unit for every line",
        ),
        pytest.param(
            sale_laws.integrality,
            sale(
                line(100),
                engine=engine(
                    resolve=wrong.resolved(
                        lambda one: {"numerator": one.numerator * 2, "denominator": 2}
                    )
                ),
            ),
            "u2: 20/2",
            id="integrality: a fraction that is not reduced",
        ),
    ],
)
def test_examples(law: Callable[[Sale], str], made: Sale, problem: str) -> None:
    assert problem == law(made)


def test_determinism_is_broken_by_an_engine_that_counts() -> None:
    assert " and " in sale_laws.determinism(sale(line(9), engine=engine(resolve=alternating())))


def test_determinism_is_broken_by_an_engine_that_reads_an_order_of_listing() -> None:
    def first(order: Any, plan: Any, people: Any, *rest: Any) -> Any:
        terms = resolve(order, plan, people, *rest)
        return terms._replace(upline=tuple(people.holders))

    held = {one.member.member_id: one for one in PEOPLE.upline}
    made = replace(
        sale(line(9), engine=engine(resolve=first)), people=replace(PEOPLE, holders=held)
    )
    assert sale_laws.determinism(made)


def test_integrality_is_broken_by_an_amount_that_is_no_int() -> None:
    half: Any = 1.5
    made = sale(line(100), engine=engine(keep=lambda _: (Kept("u2", half),)))
    assert "u2 keeps 1.5" == sale_laws.integrality(made)


def test_the_inverse_is_broken_by_clawbacks_rounded_apart() -> None:
    parts = tuple((RefundLine(line_id="1", quantity=1),) for _ in range(2))
    made = sale(
        line(79, quantity=2),
        in_force=TEN,
        engine=engine(book=wrong.SeparateClawbacks),
        turn=Turn(refunds=parts),
    )
    assert "u2 has -1 instead of 0" == sale_laws.refund_inverse(made)


def test_the_rest_alone_is_broken_by_clawbacks_rounded_apart() -> None:
    turn = Turn(refunds=((RefundLine(line_id="1", amount_minor=1),),))
    made = sale(line(79), in_force=TEN, turn=turn)
    assert "" == sale_laws.rest_alone(made)
    made = replace(made, engine=engine(book=wrong.SeparateClawbacks))
    assert "u2 has 6 instead of 7" == sale_laws.rest_alone(made)


@given(whole=lines(), data=st.data())
def test_a_line_and_its_parts_are_the_same(whole: Line, data: st.DataObject) -> None:
    if whole.quantity == 1:
        whole = replace(whole, quantity=2)
    pieces = data.draw(st.integers(1, whole.quantity - 1))
    one, other = sale_laws.parted(whole, pieces, data.draw(st.integers(0, whole.paid_minor)))
    for name in ("quantity", "paid_minor", "freight_minor", "tax_minor", "fee_minor"):
        assert getattr(whole, name) == getattr(one, name) + getattr(other, name)
    for name in ("list_minor", "cost_minor"):
        assert (getattr(whole, name) or 0) == (getattr(one, name) or 0) + (
            getattr(other, name) or 0
        )
    for name in ("tenders", "coupons"):
        both = zip(getattr(whole, name), getattr(one, name), getattr(other, name), strict=True)
        assert all(a.amount_minor == b.amount_minor + c.amount_minor for a, b, c in both)


def test_a_line_is_raised_and_no_other() -> None:
    order = sale_laws.raised(paid(*TWO), 1, 25)
    assert [79, 25] == [one.paid_minor for one in order.lines]
    assert AT == order.at
