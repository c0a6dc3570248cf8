"""Changes: what an event wants written, before it becomes a decision."""

from __future__ import annotations

from dataclasses import replace

from fenxiao.ledger.posting import post
from fenxiao.model.contract import Append, Put, continuation_key, delta_key, entry_key
from fenxiao.model.records import Continuation, Delta
from fenxiao.settlement.changes import Changes, ledger_appends, occasion, waited
from tests.support.build import START_US, at, at_us, confirmed


def test_no_changes_are_no_writes() -> None:
    assert ((), (), None, None, ()) == Changes()


def test_an_occasion_is_recorded_when_it_happened_unless_told_otherwise() -> None:
    event = confirmed("o1", day=2)
    about = occasion(event, "m1", "CNY", "o1")
    assert (event.id, "m1", "CNY", "o1", at_us(2), at_us(2)) == about


def test_an_occasion_keeps_when_the_host_learned_of_it() -> None:
    event = replace(confirmed("o1", day=2), recorded_at=at(5))
    about = occasion(event, "m1", "CNY", "o1")
    assert (at_us(2), at_us(5)) == (about.effective_us, about.recorded_us)
    assert START_US < about.effective_us


def test_an_entry_comes_first_then_one_change_a_member() -> None:
    about = occasion(confirmed("o1"), "m1", "CNY", "o1")
    entry = post("accrual", about, {"u2": 2, "u1": 3})
    first, *rest = ledger_appends(entry)
    assert Append(entry_key(entry.entry_id), entry) == first
    changes = [one.record for one in rest if isinstance(one.record, Delta)]
    assert [("u1", 3), ("u2", 2)] == [(one.member_id, one.deferred_minor) for one in changes]
    assert [delta_key(change) for change in changes] == [one.key for one in rest]


def test_a_page_removes_the_row_in_which_it_waited() -> None:
    event, waiting = confirmed("o1"), Continuation("confirm o1", "{}")
    key = continuation_key(event.id)
    assert (Put(key, None, 3),) == waited(event, {key: (waiting, 3)})
    assert () == waited(event, {key: None})
