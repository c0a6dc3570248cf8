"""The codes of payees: each is provoked, and names all that it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest

from fenxiao.errors import CODES, EventError, PolicyError
from fenxiao.errors.payee_codes import PAYEES
from fenxiao.model.events import Event
from fenxiao.model.payee_records import Payee, PayeeAccount, PayeeKind
from fenxiao.model.tokens import check_token
from fenxiao.payout.payees import PayeePolicy, PayeeRule, Wanted, payee_problems
from fenxiao.settlement.policy import Policy
from tests.support.build import POLICY, book_of
from tests.support.payees import (
    PAYEES as RULES,
)
from tests.support.payees import (
    PAYING,
    account,
    approving,
    invoice,
    paying,
    refusing,
    registering,
    wages,
)

RETRIED = {"payee.no_policy", "payee.unknown", "payee.unknown_change"}
RAISED = {"event.looks_personal", "policy.payees"}
TOLD = (registering("u1"), account("u1"))
REFUSED: dict[str, tuple[Policy, tuple[Event, ...], Event]] = {
    "payee.no_policy": (POLICY, (), registering("u1")),
    "payee.unknown": (PAYING, (), account("u1")),
    "payee.already_registered": (PAYING, TOLD, registering("u1", event_id="again")),
    "payee.unchanged": (PAYING, TOLD, account("u1", event_id="again")),
    "payee.unknown_change": (PAYING, TOLD, approving("u1", "another")),
    "payee.account_ended": (PAYING, (*TOLD, refusing("u1")), approving("u1")),
    "payee.already_approved": (
        PAYING,
        (*TOLD, approving("u1")),
        approving("u1", event_id="again"),
    ),
    "payee.same_person": (PAYING, TOLD, approving("u1", checker_id="clerk")),
    "payee.invoice_repeated": (
        PAYING,
        (*TOLD, invoice("u1", 5)),
        invoice("u1", 5, event_id="again"),
    ),
    "payee.not_employee": (PAYING, TOLD, wages("u1")),
}
ACTIVE = PayeeAccount("c1", "CNY", "bank", "t1", "active", 0, 10, "clerk")


def problem_of(
    code: str,
    kind: PayeeKind = "individual",
    policy: PayeePolicy = RULES,
    token: str = ACTIVE.token,
    **changes: Any,
) -> tuple[str, dict[str, object]]:
    """Return the one problem that a withdrawal has, with its facts."""
    one = ACTIVE._replace(**changes)
    wanted = Wanted("m1", "u1", "CNY", token, 5, 10)
    payee = Payee("m1", "u1", kind, "p1", 0, (one,), (), 1)
    (found,) = payee_problems(wanted, payee, policy, is_verified=False)
    assert code == found.code
    assert found.message.endswith(".")
    assert found.hint.endswith(".")
    return found.code, dict(found.facts)


def unregistered(code: str) -> tuple[str, dict[str, object]]:
    """Return the problem of who was never told of."""
    wanted = Wanted("m1", "u1", "CNY", "t1", 5, 10)
    (found,) = payee_problems(wanted, None, RULES, is_verified=False)
    assert code == found.code
    return found.code, dict(found.facts)


STRICT = paying(rules=(PayeeRule(kind="individual"),))
PROBLEMS: dict[str, Callable[[str], tuple[str, dict[str, object]]]] = {
    "payee.not_registered": unregistered,
    "payee.kind_not_paid": lambda code: problem_of(code, "sole_trader"),
    "payee.employee": lambda code: problem_of(code, "employee"),
    "payee.unverified": lambda code: problem_of(code, policy=STRICT),
    "payee.account_unknown": lambda code: problem_of(code, token="t2"),
    "payee.account_waiting": lambda code: problem_of(code, state="waiting"),
    "payee.account_cooling": lambda code: problem_of(code, payable_us=11),
    "payee.account_limited": lambda code: problem_of(code, state="limited"),
    "payee.rail_not_paid": lambda code: problem_of(
        code,
        policy=paying(
            rules=(PayeeRule(kind="individual", rails=("wechat",), needs_identity=False),)
        ),
    ),
    "payee.invoice_short": lambda code: problem_of(code, "company"),
}


def names(code: str) -> set[str]:
    row = CODES[code]
    parsed = (*Formatter().parse(row.message), *Formatter().parse(row.hint))
    return {name for _, name, _, _ in parsed if name is not None}


def test_each_is_in_the_table_once_and_provoked_here() -> None:
    assert {code for code, *_ in PAYEES} == {*RAISED, *REFUSED, *PROBLEMS}
    assert len(PAYEES) == len(RAISED) + len(REFUSED) + len(PROBLEMS)


def test_only_what_may_be_true_later_is_fed_again() -> None:
    assert RETRIED == {code for code, kind, *_ in PAYEES if kind == "retry"}


@pytest.mark.parametrize("code", REFUSED)
def test_a_bad_fact_is_refused_and_names_all_that_it_says(code: str) -> None:
    of, before, event = REFUSED[code]
    book = book_of(*before, of=of)
    rows = {key: row[0] for key, row in book.rows.items()}
    refusal = book.apply(event).refusal
    assert refusal is not None
    assert (code, names(code)) == (refusal.code, set(dict(refusal.facts)))
    left = {key: row[0] for key, row in book.rows.items()}
    written = {key for key, record in left.items() if rows.get(key) != record}
    assert ({("event", event.id)} if refusal.kind == "final" else set()) == written
    assert refusal == book.apply(event).refusal


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_broken_rule_names_all_that_it_says(code: str) -> None:
    found, facts = PROBLEMS[code](code)
    assert (code, names(code)) == (found, set(facts))


def test_a_token_that_looks_personal_is_refused_and_not_repeated() -> None:
    with pytest.raises(EventError) as caught:
        check_token("6222 0212 3456 7890 123", "account_token")
    assert "event.looks_personal" == caught.value.code
    assert "6222" not in str(caught.value)


def test_a_bad_policy_raises() -> None:
    with pytest.raises(PolicyError) as caught:
        replace(RULES, rules=RULES.rules * 2)
    assert "policy.payees" == caught.value.code
