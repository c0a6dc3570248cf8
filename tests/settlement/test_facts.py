"""Facts: what is still missing, and what was found, by its type."""

from __future__ import annotations

import pytest

from fenxiao.errors import EventError
from fenxiao.model.contract import Facts, Need, Scan, chain_scan, order_key
from fenxiao.model.records import Node, Order
from fenxiao.settlement.facts import missing, row, rows

NODE = Node("customer", "u1", None, 0, "e1", has_fans=True)
KEY = ("node", "customer", "u1")
SCAN = chain_scan("customer", "u1", 0, limit=2)


def test_what_is_missing_is_asked_once_in_the_order_of_asking() -> None:
    asked = (("b",), ("a",), ("b",))
    assert Need((("b",), ("a",)), (SCAN,)) == missing({}, asked, (SCAN,))


def test_what_is_there_is_not_asked_again() -> None:
    facts: Facts = {KEY: None, SCAN: ()}
    assert Need((("a",),), ()) == missing(facts, (KEY, ("a",)), (SCAN,))
    assert missing(facts, (KEY,), (SCAN,)) is None


def test_a_scan_alone_is_a_need() -> None:
    assert Need((), (SCAN,)) == missing({KEY: None}, (KEY,), (SCAN,))


def test_a_row_is_a_record_and_its_revision() -> None:
    assert (NODE, 3) == row({KEY: (NODE, 3)}, KEY, Node)


def test_no_row_is_revision_0() -> None:
    assert (None, 0) == row({KEY: None}, KEY, Node)


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param((NODE,), id="no revision"),
        pytest.param((NODE, 0), id="revision 0 is no row"),
        pytest.param((NODE, True), id="a bool is no revision"),
        pytest.param((NODE, "1"), id="a text is no revision"),
        pytest.param((None, 1), id="no record"),
        pytest.param((), id="the answer to a scan"),
        pytest.param(NODE, id="a record alone"),
        pytest.param([NODE, 1], id="a list"),
    ],
)
def test_a_fact_that_is_no_row_is_an_error(fact: object) -> None:
    facts: Facts = {KEY: fact}  # type: ignore[dict-item]  # a host in error
    with pytest.raises(EventError) as caught:
        row(facts, KEY, Node)
    assert ("facts.wrong_type", "Node") == (caught.value.code, caught.value.facts["expected"])


def test_a_record_of_another_type_is_an_error() -> None:
    key = order_key("o1")
    with pytest.raises(EventError, match="Order"):
        row({key: (NODE, 1)}, key, Order)


def test_rows_keep_the_order_of_the_scan() -> None:
    other = NODE._replace(member_id="u0")
    assert [(NODE, 1), (other, 2)] == rows({SCAN: ((NODE, 1), (other, 2))}, SCAN, Node)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(None, id="none"),
        pytest.param([(NODE, 1)], id="a list"),
        pytest.param(((NODE, 1),) * 3, id="more than the limit"),
        pytest.param((NODE, 1), id="a row, not a tuple of rows"),
        pytest.param(((NODE, 0),), id="a row without revision"),
    ],
)
def test_an_answer_that_is_no_rows_is_an_error(found: object) -> None:
    facts: Facts = {SCAN: found}  # type: ignore[dict-item]  # a host in error
    with pytest.raises(EventError) as caught:
        rows(facts, SCAN, Node)
    assert "facts.wrong_type" == caught.value.code


def test_a_scan_is_known_by_all_its_parts() -> None:
    other = Scan(SCAN.name, SCAN.args, SCAN.after, SCAN.limit + 1)
    assert Need((), (other,)) == missing({SCAN: ()}, (), (other,))
