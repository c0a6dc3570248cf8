"""The catalogue's rows about payees (收款人事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.payees import (
    AccountDecision,
    InvoiceReceived,
    PayeeAccountApproved,
    PayeeAccountChanged,
    PayeeAccountRefused,
    PayeeKindChanged,
    PayeeRegistered,
    WagesHanded,
)
from fenxiao.settlement.catalogue.spec import EventSpec, Write, always
from fenxiao.settlement.payees import (
    decide_account,
    decide_account_step,
    decide_invoice,
    decide_kind,
    decide_registration,
    first_account_step,
    first_invoice,
    first_payee,
)
from fenxiao.settlement.wages import decide_wages, first_wages

__all__ = ["PAYEES"]

_WRITES: dict[str, Write] = {
    "event": "guarded",
    "payee": "guarded",
    "payee_standing": "appended",
    "audit": "appended",
}
_REFUSALS = ("event.id_reused", "payee.no_policy", "payee.unknown")
_GUARD = (
    "the payee, whom withdrawals write too: of a change and a withdrawal at once the second is"
    " decided again"
)


def _step(event: type[AccountDecision], title: str, title_zh: str, *codes: str) -> EventSpec:
    return EventSpec(
        event,
        title,
        title_zh,
        ("event", "payee", "payee_standing"),
        _WRITES,
        (*_REFUSALS, "payee.unknown_change", "payee.account_ended", *codes, "payee.same_person"),
        _GUARD,
        always(first_account_step),
        decide_account_step,
    )


PAYEES = (
    EventSpec(
        PayeeRegistered,
        "A member is paid by a payer from now on",
        "登记收款人",
        ("event", "payee"),
        _WRITES,
        ("event.id_reused", "payee.no_policy", "payee.already_registered"),
        "the payee",
        always(first_payee),
        decide_registration,
    ),
    EventSpec(
        PayeeKindChanged,
        "A payee is of another kind, or another person",
        "变更收款人类型",
        ("event", "payee"),
        _WRITES,
        (*_REFUSALS, "payee.unchanged"),
        _GUARD,
        always(first_payee),
        decide_kind,
    ),
    EventSpec(
        PayeeAccountChanged,
        "A payee is paid to another account",
        "变更收款账户",
        ("event", "payee"),
        _WRITES,
        (*_REFUSALS, "payee.unchanged", "payee.same_person"),
        _GUARD,
        always(first_payee),
        decide_account,
    ),
    _step(
        PayeeAccountApproved,
        "A second person approved an account",
        "收款账户复核通过",
        "payee.already_approved",
    ),
    _step(PayeeAccountRefused, "A second person refused or stopped an account", "驳回或停用账户"),
    EventSpec(
        InvoiceReceived,
        "An invoice of a payee came in",
        "收到发票",
        ("event", "payee", "invoice"),
        {"event": "guarded", "payee": "guarded", "invoice": "guarded"},
        (*_REFUSALS, "payee.invoice_repeated"),
        "the payee, and the invoice, which counts once",
        always(first_invoice),
        decide_invoice,
    ),
    EventSpec(
        WagesHanded,
        "What an employee earned went to payroll",
        "转入工资",
        ("event", "payee", "wallet", "wallet_tail"),
        {
            "event": "guarded",
            "payee": "guarded",
            "wallet": "guarded",
            "entry": "appended",
            "delta": "appended",
            "audit": "appended",
        },
        (*_REFUSALS, "payee.not_employee", "payout.fold_first", "wallet.too_little"),
        "the wallet and the payee, though both stay the same, as a withdrawal does",
        always(first_wages),
        decide_wages,
    ),
)
"""Who is paid as what, to which accounts, by which invoices."""
