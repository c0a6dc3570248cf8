"""From a withdrawal to money that has left, through each rail that takes one payee."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fenxiao.model.events import (
    Line,
    OrderConfirmed,
    OrderPaid,
    Release,
    Touch,
    WithdrawalRequested,
)
from fenxiao.model.records import Payout
from fenxiao.payout.rails import (
    alipay_transfer,
    bank_file,
    bank_return,
    camt054,
    pain001,
    pain002,
    wechat_bills,
)
from fenxiao.payout.rails.answers import to_result
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH
from fenxiao.payout.rails.form import RailAnswer, Request
from fenxiao.payout.rails.returns import compare
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Holding, Policy
from tests.payout.rails import bank_samples, iso_samples
from tests.payout.rails.samples import BILL, BILLS, RAILS, TRANSFER, TRANSFERS, changed

AT = datetime(2026, 6, 1, tzinfo=UTC)
WAYS: dict[str, tuple[Callable[[Payout], Request], tuple[str | int, ...]]] = {
    "wechat_bill": (
        lambda payout: wechat_bills.render(BILL._replace(payout=payout), BILLS),
        ("out_bill_no",),
    ),
    "alipay_transfer": (
        lambda payout: alipay_transfer.render(TRANSFER._replace(payout=payout), TRANSFERS),
        ("alipay_fund_trans_common_query_response", "out_biz_no"),
    ),
}


def withdrawn() -> Book:
    """Return a book in which u1 wants the 12.34 that he earned."""
    rule = Levels(rule_id="sale", rates_ppm=(100_000,))
    plan = Plan(plan_id="p", effective_from=AT, ceiling_ppm=100_000, rules=(rule,))
    book = Book(Policy(plans=(plan,), holding=Holding(holding_days=0)))
    line = Line(
        line_id="1", sku="s", category="c", line_kind="product", quantity=1, paid_minor=12_340
    )
    for event in (
        Touch(id="e1", at=AT, sharer_id="u1", visitor_id="u2"),
        OrderPaid(
            id="e2",
            at=AT,
            order_id="o1",
            merchant_id="shop",
            payer_id="shop",
            buyer_id="u2",
            currency="CNY",
            lines=(line,),
        ),
        OrderConfirmed(id="e3", at=AT, order_id="o1"),
        Release(id="e4", at=AT),
        WithdrawalRequested(
            id="e5", at=AT, payer_id="shop", member_id="u1", currency="CNY", payee_token="t9"
        ),
    ):
        assert book.apply(event).status == "applied"
    return book


def fed(book: Book, told: RailAnswer, event_id: str) -> str:
    """Feed an answer and return the state of the instruction, or why it was refused."""
    (payout,) = book.payouts()
    event = to_result(told, payout, event_id=event_id, at=AT + timedelta(hours=1))
    refusal = book.apply(event).refusal
    return refusal.code if refusal else book.payouts()[0].state


@pytest.mark.parametrize("name", WAYS)
def test_a_withdrawal_is_paid_once(name: str) -> None:
    book, rail = withdrawn(), RAILS[name]
    (payout,) = book.payouts()
    render, place = WAYS[name]
    sent = render(payout)
    assert (payout.key, True) == (sent.key, payout.key in sent.body)
    paid = rail.parse(changed(rail, place, payout.key))
    assert fed(book, rail.parse(json.dumps(rail.paid)), "n1") == "unknown"  # another's
    assert fed(book, paid._replace(amount_minor=1_235), "n2") == "payout.amount_differs"
    assert [fed(book, paid, "n3"), fed(book, paid, "n4")] == ["paid"] * 2
    assert fed(book, paid._replace(reference="other"), "n5") == "payout.paid_twice"
    assert fed(book, paid._replace(outcome="failed"), "n6") == "payout.conflict"
    assert book.wallet("shop", "u1", "CNY").in_transit_minor == 0


def test_a_bank_file_is_answered_by_its_return() -> None:
    book = withdrawn()
    (payout,) = book.payouts()
    row = bank_samples.ROW._replace(payout=payout)
    sent = bank_file.render(
        bank_file.Batch((row,)), CHINA_BATCH, bank_samples.FIGURES["china_batch"]
    )
    assert f"佣金 {payout.key}".encode("gb18030") in sent.body
    titles = bank_samples.RETURNS["china_batch"].splitlines()[0]

    def told(word: str, amount: str = "12.34") -> RailAnswer:
        line = f"1,张三,622848,工商银行,{amount},佣金 {payout.key},{word},,B7"
        reading = bank_return.parse(f"{titles}\n{line}\n".encode("gb18030"), CHINA_BATCH)
        return compare(reading, book.payouts()).answers[0]

    assert fed(book, told("处理中"), "n1") == "processing"
    assert fed(book, told("大概成功"), "n2") == "unknown"
    assert fed(book, told("成功", "12.35"), "n3") == "payout.amount_differs"
    assert [fed(book, told("成功"), "n4"), fed(book, told("失败"), "n5")] == [
        "paid",
        "payout.conflict",
    ]
    assert fed(book, told("已退汇"), "n6") == "returned"
    assert book.wallet("shop", "u1", "CNY").available_minor == 1_234


def test_a_credit_transfer_is_booked_and_sent_back() -> None:
    book = withdrawn()
    (payout,) = book.payouts()
    payment = iso_samples.PLAIN.payments[0]._replace(payout=payout)
    message = iso_samples.PLAIN._replace(payments=(payment,))
    sent = pain001.render(message, iso_samples.STANDARD)

    report = iso_samples.report(
        iso_samples.status("ACSP", key=payout.key, currency="CNY"), key=sent.key
    )
    whole, one = compare(pain002.parse(report, sent), [payout], [sent.key]).answers
    assert whole.outcome == "unknown"  # it has no word of its own
    assert fed(book, one, "n1") == "processing"

    def told(reason: str = "", towards: str = "DBIT") -> RailAnswer:
        line = iso_samples.booked(payout.key, currency="CNY", reason=reason)
        entry = iso_samples.entry(line, currency="CNY", towards=towards)
        reading = camt054.parse(iso_samples.notification(entry))
        return compare(reading, book.payouts(), is_whole=False).answers[0]

    assert [fed(book, told(), "n2"), fed(book, told(), "n3")] == ["paid", "paid"]
    assert fed(book, told("AC04", "CRDT"), "n4") == "returned"
    assert book.wallet("shop", "u1", "CNY").available_minor == 1_234
