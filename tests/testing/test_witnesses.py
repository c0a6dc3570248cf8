"""The table of laws is true where it says no: each class that breaks a law is seen to do so."""

from __future__ import annotations

import pytest

from fenxiao.testing.law_objects import LawBroken
from fenxiao.testing.laws import LAWS, law_named
from fenxiao.testing.rule_classes import classes_of
from fenxiao.testing.witnesses import WITNESSES

every_witness = pytest.mark.parametrize(
    ("law", "broken_by"), WITNESSES, ids=[" by ".join(one) for one in WITNESSES]
)


def test_there_is_one_for_each_law_that_a_class_breaks() -> None:
    assert {(law.name, name) for law in LAWS for name in law.fails_for} == set(WITNESSES)


@every_witness
def test_the_law_is_broken(law: str, broken_by: str) -> None:
    with pytest.raises(LawBroken, match=f'"{law}" is broken'):
        law_named(law).check(WITNESSES[law, broken_by])


@every_witness
def test_nothing_else_of_the_plan_breaks_it(law: str, broken_by: str) -> None:
    classes = classes_of(WITNESSES[law, broken_by].in_force)
    assert {broken_by} == classes & {*law_named(law).fails_for}


@every_witness
def test_the_message_is_the_example_as_data(law: str, broken_by: str) -> None:
    sale = WITNESSES[law, broken_by]
    with pytest.raises(LawBroken) as broken:
        law_named(law).check(sale)
    assert broken.value.problem
    assert str(broken.value).endswith(repr(sale))
    assert f"paid_minor={sale.order.lines[0].paid_minor}" in repr(sale)
