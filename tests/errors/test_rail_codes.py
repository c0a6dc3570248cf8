"""The codes of rails: one family; each is found or raised by somebody, with all its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from string import Formatter

import pytest

from fenxiao.errors import CODES, PayoutError
from fenxiao.errors.payout_codes import PAYOUTS as OF_PAYOUTS
from fenxiao.errors.rail_codes import RAILS
from fenxiao.payout.batching import RailLimits, plan_requests
from fenxiao.payout.rails import (
    alipay_transfer,
    bank_file,
    bank_return,
    paypal_payouts,
    wechat_batches,
    wechat_bills,
)
from fenxiao.payout.rails.bank_profiles import FRAMED, GENERIC
from fenxiao.payout.rails.form import Contract, Limit, Problem, figures
from fenxiao.payout.rails.returns import compare
from fenxiao.payout.sharing import cycle
from tests.payout.rails.bank_samples import BATCH as BANK
from tests.payout.rails.samples import (
    BATCH,
    BATCHES,
    BILL,
    BILLS,
    DAY,
    DETAIL,
    DOLLARS,
    ITEM,
    ONE,
    ORDER,
    PAYOUTS,
    PAYPAL,
    TRANSFER,
    TRANSFERS,
    WECHAT,
)


def bill(**changes: object) -> Sequence[Problem]:
    return wechat_bills.validate(BILL._replace(**changes), BILLS)  # type: ignore[arg-type]  # fields of whichever kind


def over(amount_minor: int, **changes: object) -> Sequence[Problem]:
    return bill(payout=ONE._replace(amount_minor=amount_minor), **changes)


def batch(*payouts: object) -> Sequence[Problem]:
    items = tuple(ITEM._replace(payout=one) for one in payouts)  # type: ignore[arg-type]  # each is a payout
    return paypal_payouts.validate(PAYPAL._replace(items=items), PAYOUTS)


def back(key: str, amount_minor: int, day: date = DAY) -> Sequence[Problem]:
    sent = cycle.note_shared(ORDER, "Q1", ("S1", "S2"), DAY)
    return cycle.check_return(sent, key, amount_minor, day, WECHAT)


def told(*keys: str) -> Sequence[Problem]:
    lines = "".join(f"{key},1.00,CNY,paid,9,\n" for key in keys)
    return compare(bank_return.parse(TITLES + lines, GENERIC), [ONE]).problems


def placed(**changes: object) -> Sequence[Problem]:
    one = ONE._replace(**changes)  # type: ignore[arg-type]  # fields of whichever kind
    rails = {"bank": RailLimits(items=1)}
    plan = plan_requests([one], rails, lambda paid: "bank" if paid.payee_token else None, 0)
    return [problem for row in plan.not_placed for problem in row.problems]


TITLES = "key,amount,currency,status,reference,reason\n"
SECOND = DETAIL._replace(payout=ONE._replace(key="K2"), name_token="t")
FOUND: dict[str, Callable[[], Sequence[Problem]]] = {
    "rail.no_items": batch,
    "rail.too_many": lambda: batch(*[DOLLARS] * 15_001),
    "rail.repeated": lambda: batch(DOLLARS, DOLLARS),
    "rail.wrong_currency": lambda: bill(payout=DOLLARS),
    "rail.mixed_currencies": lambda: batch(DOLLARS, DOLLARS._replace(key="K2", currency="EUR")),
    "rail.amount_low": lambda: over(9),
    "rail.amount_high": lambda: over(20_001),
    "rail.amount_step": lambda: batch(DOLLARS._replace(currency="HUF", amount_minor=150)),
    "rail.missing": lambda: bill(remark=""),
    "rail.too_long": lambda: bill(remark="佣" * 33),
    "rail.bad_form": lambda: bill(notify_url="http://shop.example/"),
    "rail.unknown_word": lambda: alipay_transfer.validate(
        TRANSFER._replace(identity_type="EMAIL"), TRANSFERS
    ),
    "rail.bad_report": lambda: bill(reports=BILL.reports[:1]),
    "rail.name_needed": lambda: over(200_000),
    "rail.name_forbidden": lambda: over(29, name_token="t"),
    "rail.names_mixed": lambda: wechat_batches.validate(
        BATCH._replace(details=(DETAIL, SECOND)), BATCHES
    ),
    "rail.wrong_stage": lambda: cycle.accrue(ORDER, cycle.Share("S9", BILL, 1), WECHAT)[1],  # type: ignore[arg-type]  # nobody looks at the receiver
    "rail.above_share": lambda: cycle.check_shares(
        ORDER._replace(paid_minor=100), ORDER.shares, WECHAT
    ),
    "rail.not_returnable": lambda: back("S1", 1),
    "rail.return_high": lambda: back("S2", 21),
    "rail.return_late": lambda: back("S2", 1, date(2026, 11, 29)),
    "rail.too_many_bytes": lambda: bank_file.validate(BANK, FRAMED, {"note_bytes": 3}),
    "rail.total_high": lambda: bank_file.validate(BANK, FRAMED, {"total_high_minor": 1}),
    "rail.not_approved": lambda: placed(state="paid"),
    "rail.not_payable": lambda: placed(payable_us=1),
    "rail.no_rail": lambda: placed(payee_token=""),
    "rail.return_line": lambda: bank_return.parse(f"{TITLES}K1\n", GENERIC).problems,
    "rail.return_sum": lambda: bank_return.parse("D|1|K1|1|S||9\n", FRAMED).problems,
    "rail.return_word": lambda: bank_return.parse(f"{TITLES}K1,1.00,CNY,?,9,\n", GENERIC).problems,
    "rail.return_stranger": lambda: told("K9"),
    "rail.return_repeated": lambda: told("K1", "K1"),
    "rail.return_silent": told,
    "rail.return_differs": lambda: told("K1"),
}
STRANGE = Limit("ratio_ppm", 1, "ppm", DAY, "clause 1")
RAISED: dict[str, Callable[[], object]] = {
    "rail.unreadable": lambda: wechat_bills.parse("["),
    "rail.broken_rules": lambda: wechat_bills.render(BILL._replace(remark=""), BILLS),
    "rail.unknown_limit": lambda: figures(wechat_bills.LIMITS, DAY, Contract((STRANGE,))),
    "rail.no_figure": lambda: figures(wechat_bills.LIMITS, date(2020, 1, 1)),
}


def names(code: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(CODES[code].message) if name}


def test_every_row_is_of_the_family_and_in_the_table() -> None:
    batching = {code for code, *_ in OF_PAYOUTS}  # tests/errors/test_payout_codes.py
    listed = {code for code in CODES if code.startswith("rail.")}
    assert {row[0] for row in RAILS} == listed - batching
    assert all(row == CODES[row[0]] for row in RAILS)


def test_every_code_is_provoked() -> None:
    assert {code for code, kind, *_ in RAILS if kind == "final"} == set(FOUND)
    assert {code for code, kind, *_ in RAILS if kind == "error"} == set(RAISED)


@pytest.mark.parametrize("code", FOUND)
def test_a_finding_names_what_its_message_says(code: str) -> None:
    problem = next(one for one in FOUND[code]() if one.code == code)
    assert names(code) == set(dict(problem.facts))
    assert problem.message.endswith(".")
    assert CODES[code].hint == problem.hint


@pytest.mark.parametrize("code", RAISED)
def test_a_bad_call_raises(code: str) -> None:
    with pytest.raises(PayoutError) as caught:
        RAISED[code]()
    assert (code, names(code)) == (caught.value.code, set(caught.value.facts))
