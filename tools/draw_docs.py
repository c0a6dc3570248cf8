"""Draw the pages that are made from code (文档生成): tables between markers.

A page keeps its own words; what stands between ``<!-- drawn: name -->`` and
``<!-- end -->`` comes from the tables that the code itself runs on, so that a page cannot
say anything else than the code does. Drawing twice changes nothing.

``python -m tools.draw_docs`` writes the pages; ``--check`` writes nothing and exits with 1
if a page is stale. tests/test_docs.py asks the same question.

Source: CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, replace
from datetime import UTC, datetime, timedelta
from inspect import cleandoc
from pathlib import Path
from typing import NamedTuple

from fenxiao.errors import CODES
from fenxiao.graph.credit_trace import CREDIT_REASONS
from fenxiao.graph.enrolment import LIFE as MEMBER_LIFE
from fenxiao.graph.enrolment import STATUSES, STEPS
from fenxiao.graph.invites import HAPPENINGS, INVITE_STATES, LIFE, Happening
from fenxiao.graph.quota import QuotaPolicy, free
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model import term_records
from fenxiao.model.contract import order_key
from fenxiao.model.credit_records import Credit, LostLine
from fenxiao.model.events import (
    EVENTS,
    Captured,
    Claim,
    Deduction,
    Event,
    Exchanged,
    Line,
    LinePieces,
    OrderCancelled,
    OrderConfirmed,
    OrderPaid,
    OrderPlaced,
    Refunded,
    RefundLine,
    Release,
    Touch,
)
from fenxiao.model.invite_records import InviteState
from fenxiao.model.ledger_records import Attempt
from fenxiao.model.payee_records import PayeeAccount, PayeeAsked, PayeeCover
from fenxiao.model.payout_records import Approval, WithdrawalUse
from fenxiao.model.period_records import (
    CampaignSpent,
    PeriodClaim,
    PeriodCut,
    PeriodPlan,
    PeriodSpan,
)
from fenxiao.model.reconciliation_records import StoredBreak
from fenxiao.model.records import (
    RECORDS,
    Captures,
    Detail,
    Kept,
    LineLeft,
    LineProgress,
    LineTerms,
    LineTrade,
    LineWhole,
    Part,
    Pieces,
    Posting,
    Refusal,
    RuleTerms,
    Slot,
    TenderTrade,
)
from fenxiao.model.refund_kinds import REFUND_KINDS
from fenxiao.model.tax_records import TaxCorrection, TaxMonth, TaxSums
from fenxiao.model.trade_records import OtherCoupon
from fenxiao.rules.levels import Levels
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.catalogue import CATALOGUE, EventSpec
from fenxiao.settlement.policy import Holding, Policy
from fenxiao.settlement.tables import SCANS, TABLES
from fenxiao.testing.case_form import CASE, EXPECT, WALLET
from fenxiao.testing.case_schema import case_schema
from fenxiao.testing.case_shapes import Fields, describe
from fenxiao.trace import DETAILED, REASONS, Language, Reason
from fenxiao.trace import STEPS as AMOUNT_STEPS
from tools import draw_plans
from tools.meanings import MEANINGS

if str(Path(__file__).parents[1]) not in sys.path:  # run as a script, it knows its folder alone
    sys.path.insert(0, str(Path(__file__).parents[1]))

from tools.draw_books import BOOK_DRAWINGS
from tools.draw_holds import HOLD_DRAWINGS
from tools.draw_laws import LAW_DRAWINGS
from tools.draw_names import NAME_DRAWINGS
from tools.draw_payees import PAYEE_DRAWINGS
from tools.draw_payouts import PAYOUT_DRAWINGS
from tools.draw_rails import RAIL_DRAWINGS, RAIL_SCHEMAS
from tools.draw_reconciliation import RECONCILIATION_DRAWINGS
from tools.draw_vouchers import VOUCHER_DRAWINGS, VOUCHER_SCHEMAS

__all__ = [
    "FAMILIES",
    "ORDER_EVENTS",
    "POSTED_BY",
    "SCHEMAS",
    "Cell",
    "drawn",
    "main",
    "order_cells",
    "stale",
]

ROOT = Path(__file__).parents[1]

_MARKED = re.compile(
    r"(?P<head><!-- drawn: (?P<name>[a-z0-9_]+) -->\n).*?(?P<tail><!-- end -->)", re.DOTALL
)

FAMILIES = {
    "money": ("Money", "金额", "MoneyError"),
    "event": ("Events", "事件", "EventError"),
    "record": ("Stored records", "记录", "EventError"),
    "facts": ("Facts that the host loaded", "事实", "EventError"),
    "graph": ("Relations", "绑定关系", "GraphError"),
    "credit": ("Credits of an order", "订单归因", ""),
    "storefront": ("Storefronts", "店铺", ""),
    "member": ("Members", "会员", ""),
    "link": ("Share links", "分享链接", "GraphError"),
    "quota": ("Invite quotas", "邀请码配额", ""),
    "invite": ("Invite codes", "邀请码", ""),
    "plan": ("Plans", "分佣方案", "PolicyError"),
    "policy": ("Policy", "结算政策", "PolicyError"),
    "enrolment": ("Enrolment", "分销员申请", ""),
    "grade": ("Grades", "等级", ""),
    "order": ("Orders", "订单", ""),
    "period": ("Periods", "周期关账", ""),
    "terms": ("Terms", "结算条款", "RuleError"),
    "rule": ("Custom rules", "自定义规则", "RuleError"),
    "ledger": ("Books", "账簿", "LedgerError"),
    "books": ("Kept books", "封账与结账", ""),
    "payout": ("Payouts", "打款", "PayoutError"),
    "rail": ("Payout rails", "打款渠道", "PayoutError"),
    "reconcile": ("Reconciliation", "对账", "PayoutError"),
    "daily": ("Daily checks of payouts", "打款日终核对", ""),
    "owed": ("Merchants and suppliers", "商家与供应商", ""),
    "case": ("Case files", "案例文件", "CaseError"),
    "voucher": ("Vouchers", "凭证", "LedgerError"),
    "wallet": ("Wallets", "钱包", ""),
    "operation": ("Operations by hand", "人工操作", ""),
    "opening": ("Take-overs", "期初接管", ""),
    "correction": ("Corrections", "方案更正", ""),
    "hold": ("Holds", "余额预占", ""),
    "tax": ("Tax", "代扣税", "PolicyError"),
    "payee": ("Payees", "收款人", ""),
}
"""What each family of codes is about, in both languages, and the class of its errors."""

POSTED_BY = {
    "accrual": "order_paid",
    "confirmation": "order_confirmed",
    "release": "release",
    "release_stopped": "release",
    "clawback_paid": "refunded",
    "clawback_confirmed": "refunded",
    "clawback_released": "refunded",
    "withdrawal": "withdrawal_requested",
    "payout_paid": "payout_result",
    "payout_failed": "payout_result",
    "payout_returned": "payout_result",
    "confirmation_back": "exchanged",
    "release_back": "refunded",
    "freeze": "frozen",
    "unfreeze": "unfrozen",
    "forfeit": "forfeited",
    "forfeit_back": "operation_reversed",
    "adjustment_up": "adjusted",
    "adjustment_down": "adjusted",
    "debt_noted": "debt_settled",
    "debt_netted": "debt_settled",
    "debt_paid": "debt_paid",
    "write_off": "written_off",
    "write_off_back": "operation_reversed",
    "dormant": "dormant_taken",
    "dormant_back": "operation_reversed",
    "opening_deferred": "opening_order",
    "opening_held": "opening_order",
    "opening_available": "opening_wallet",
    "opening_overdrawn": "opening_wallet",
    "opening_frozen": "opening_wallet",
    "opening_in_transit": "opening_payout",
    "opening_debt": "opening_wallet",
    "correction_up_paid": "order_corrected",
    "correction_up_confirmed": "order_corrected",
    "correction_up_released": "order_corrected",
    "correction_down_paid": "order_corrected",
    "correction_down_confirmed": "order_corrected",
    "correction_down_released": "order_corrected",
    "fx_sold": "converted",
    "fx_bought": "converted",
    "capture_principal": "order_paid",
    "capture_principal_back": "refunded",
    "capture_agent": "order_paid",
    "capture_agent_back": "refunded",
    "receipt_principal": "order_confirmed",
    "receipt_principal_back": "refunded",
    "receipt_agent": "order_confirmed",
    "receipt_agent_back": "refunded",
    "accrual_merchant": "order_paid",
    "confirmation_merchant": "order_confirmed",
    "confirmation_back_merchant": "exchanged",
    "clawback_paid_merchant": "refunded",
    "clawback_confirmed_merchant": "refunded",
    "clawback_released_merchant": "refunded",
    "clearing_settled": "clearing_settled",
    "merchant_paid": "merchant_paid",
    "tax_remitted": "tax_remitted",
    "opening_tax": "opening_tax",
    "supplier_paid": "supplier_paid",
    "supplier_deduction": "supplier_paid",
    "award_held": "period_closed",
    "award_available": "period_closed",
    "award_released": "period_closed",
    "award_back_held": "period_closed",
    "award_back": "period_closed",
    "wages": "wages_handed",
    "wages_back": "operation_reversed",
    "withdrawal_back": "withdrawal_cancelled",
    "payout_fee": "payout_result",
    "payout_fee_back": "payout_result",
    "payout_tax": "payout_result",
    "payout_tax_back": "payout_result",
    "payout_charge": "payout_result",
    "hold_placed": "hold_placed",
    "hold_posted": "hold_posted",
    "hold_voided": "hold_voided",
    "hold_expired": "expire_holds",
    "hold_returned": "hold_returned",
}
"""Which event posts by a template; a test sees each of them do it."""


_PARTS = (
    *(Refusal, Kept, LineProgress, LineTerms, Slot, Detail, term_records.Cell, RuleTerms),
    *(Posting, Credit, LostLine, LineTrade, TenderTrade, OtherCoupon, StoredBreak),
    *(Pieces, Part, LineLeft, LineWhole, Captures),
    *(PeriodSpan, PeriodPlan, CampaignSpent, PeriodClaim, PeriodCut),
    *(PayeeAccount, PayeeCover, PayeeAsked),
    *(WithdrawalUse, Approval, Attempt),
    *(TaxSums, TaxCorrection, TaxMonth),
)
_LETTERS = {"guarded": "G", "appended": "A", "removed": "X", "queued": "A X"}
_SCANNED = {scan.name: scan.table for scan in SCANS}


def drawn(page: str, text: str) -> str:
    """Return a page's text with everything between its markers drawn anew.

    Args:
        page: The page's path from the root of the project, for the message.
        text: The page as it is.

    Raises:
        KeyError: The page names a drawing that does not exist.
    """

    def draw(marked: re.Match[str]) -> str:
        try:
            drawing = DRAWINGS[marked["name"]]
        except KeyError:
            message = f'{page} asks for the drawing "{marked["name"]}", which does not exist.'
            raise KeyError(message) from None
        return f"{marked['head']}{drawing()}\n{marked['tail']}"

    return _MARKED.sub(draw, text)


def stale() -> dict[Path, str]:
    """Return the pages and schemas that are not as they would be drawn now, with the new text."""
    found = {}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        fresh = drawn(path.relative_to(ROOT).as_posix(), text)
        if fresh != text:
            found[path] = fresh
    for path in sorted((ROOT / "schemas").glob("*.json")):
        fresh = json.dumps(SCHEMAS[path.name](), ensure_ascii=False, indent=2) + "\n"
        if fresh != path.read_text(encoding="utf-8"):
            found[path] = fresh
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw every page, or only say which are stale; return the exit code."""
    parser = argparse.ArgumentParser(description="Draw the pages that are made from code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    only_check = parser.parse_args(arguments).check
    pages = stale()
    for path, text in pages.items():
        name = path.relative_to(ROOT).as_posix()
        if only_check:
            print(f"{name} is stale: run `make docs`.")
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{name} drawn.")
    return 1 if pages and only_check else 0


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _code(text: str) -> str:
    """Set a text as code; a bar would otherwise end the table's cell."""
    return "`" + text.replace("|", "\\|") + "`"


def _prose(text: str) -> str:
    """Turn a docstring's marks into those of a page."""
    return " ".join(text.replace("``", "`").split())


def _summary(kind: type) -> str:
    """Return the prose of a docstring: its first paragraphs, without the sections."""
    text = cleandoc(kind.__doc__ or "")
    return _prose(re.split(r"\n\n(?=[A-Z][a-z]+:\n)", text)[0])


def _arguments(kind: type) -> dict[str, str]:
    """Return the texts of a docstring's ``Args`` by name, those of base classes included."""
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        parts = re.search(r"^Args:\n((?:[ ]+.*\n?)+)", cleandoc(one.__doc__ or ""), re.MULTILINE)
        if parts is not None:
            pairs = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", parts[1], re.MULTILINE)
            found |= {name: _prose(text) for name, text in pairs}
    return found


def _default(field: Field[object]) -> str:
    if field.default is MISSING:
        return "required"
    return "none" if field.default is None else _code(str(field.default))


def _event_fields(kind: type) -> str:
    texts = _arguments(kind)
    rows = [
        (
            _code(one.name),
            _code(str(one.type)),
            _default(one),
            texts.get(one.name) or _meaning(kind.__name__, one.name),
        )
        for one in fields(kind)
    ]
    return _table(("field", "type", "default", "meaning"), rows)


def _meaning(owner: str, name: str) -> str:
    meaning = MEANINGS.get(f"{owner}.{name}") or MEANINGS.get(name)
    if meaning is None:
        message = f'Say in tools/draw_docs.py what the field "{name}" means.'
        raise KeyError(message)
    return meaning


def _event_lines() -> str:
    return "\n\n".join(
        f"### {name} of `{owner}`\n\n{_summary(kind)}\n\n{_event_fields(kind)}"
        for kind, name, owner in (
            (Line, "Lines", "order_paid"),
            (LinePieces, "Lines", "order_confirmed"),
            (RefundLine, "Lines", "refunded"),
            (Claim, "Claims", "order_paid"),
            (Deduction, "Deductions", "supplier_paid"),
        )
    )


def _event_list() -> str:
    rows = []
    for name, kind in EVENTS.items():
        spec = CATALOGUE[kind]
        what = f"{spec.title} ({spec.title_zh})"
        rows.append((f"[`{name}`](#{name})", f"`{kind.__name__}`", what))
    return _table(("`type`", "class", "what happened"), rows)


def _events() -> str:
    return "\n\n".join(_event(name, CATALOGUE[kind]) for name, kind in EVENTS.items())


def _event(name: str, spec: EventSpec) -> str:
    writes = ", ".join(f"`{table}` {how}" for table, how in spec.writes.items())
    refusals = ", ".join(f"[`{code}`](errors.md#{code})" for code in spec.refusals)
    reads = ", ".join(
        f"`{one}` (scan of `{_SCANNED[one]}`)" if one in _SCANNED else f"`{one}`"
        for one in spec.reads
    )
    return "\n".join(
        (
            f'<a id="{name}"></a>',
            "",
            f"### `{name}`: {spec.title} ({spec.title_zh})",
            "",
            _summary(spec.event),
            "",
            _event_fields(spec.event),
            "",
            f"- **Reads** {reads}",
            f"- **Writes** {writes}",
            f"- **Guards** {spec.guard}",
            f"- **Refuses with** {refusals}",
        )
    )


def _event_by_partition() -> str:
    names = [table.name for table in TABLES if table.name != "event"]
    rows = []
    for name, kind in EVENTS.items():
        spec = CATALOGUE[kind]
        letters = dict.fromkeys(("event", *names), "")
        for one in spec.reads:
            letters[_SCANNED.get(one, one)] += "S" if one in _SCANNED else "R"
        for table, how in spec.writes.items():
            letters[table] += _LETTERS[how]
        rows.append((f"[`{name}`](#{name})", *(" ".join(letters[one]) for one in names)))
    return _table(("", *(f"`{name}`" for name in names)), rows)


def _records() -> str:
    tables = {table.name: table for table in TABLES}
    sections = []
    for name, spec in RECORDS.items():
        key = ", ".join((f'"{name}"', *tables[name].key))
        sections += [
            f"### `{name}`: {tables[name].holds} ({tables[name].holds_zh})",
            f"{_summary(spec.kind)} Key `({key})`, schema {spec.schema}.",
            _record_fields(name, spec.kind),
        ]
    for kind in _PARTS:
        name = kind.__name__
        sections += [f"### `{name}`", _summary(kind), _record_fields(name, kind)]
    return "\n\n".join(sections)


def _record_fields(owner: str, kind: type) -> str:
    types: dict[str, object] = kind.__annotations__
    rows = [(_code(name), _code(_type_name(types[name])), _meaning(owner, name)) for name in types]
    return _table(("field", "type", "meaning"), rows)


def _type_name(annotation: object) -> str:
    return str(getattr(annotation, "__forward_arg__", annotation))


def _codes() -> str:
    sections = []
    for family, (title, title_zh, raised) in FAMILIES.items():
        rows = [
            (f'<a id="{row.code}"></a>`{row.code}`', row.kind, row.message, row.hint)
            for row in CODES.values()
            if row.code.split(".")[0] == family
        ]
        intro = f"Errors of this family are raised as `{raised}`." if raised else "Refusals only."
        table = _table(("code", "kind", "what it says", "what to do"), rows)
        sections.append(f"## {title} ({title_zh})\n\n{intro}\n\n{table}")
    return "\n\n".join(sections)


class Cell(NamedTuple):
    """What an event does to an order: is it written, its state afterwards, what is posted."""

    touched: bool
    state: str | None
    posted: tuple[str, ...] = ()
    refusal: str | None = None


_START = datetime(2024, 6, 18, tzinfo=UTC)
_OVER = _START + timedelta(days=1)
_ONE = LinePieces(line_id="1", quantity=1)
_ONE_BACK = RefundLine(line_id="1", quantity=1)

ORDER_EVENTS: dict[str, Event] = {
    "`order_placed`": OrderPlaced(
        id="placed",
        at=_START,
        order_id="o1",
        merchant_id="shop",
        payer_id="shop",
        buyer_id="u2",
        currency="CNY",
    ),
    "`order_cancelled`": OrderCancelled(id="given up", at=_START, order_id="o1"),
    "`order_paid`": OrderPaid(
        id="paid",
        at=_START,
        order_id="o1",
        merchant_id="shop",
        payer_id="shop",
        buyer_id="u2",
        currency="CNY",
        lines=(
            Line(
                line_id="1",
                sku="s1",
                category="c1",
                line_kind="product",
                quantity=2,
                paid_minor=2_000,
                whole_minor=3_000,
            ),
        ),
    ),
    "`captured`": Captured(
        id="captured",
        at=_START,
        order_id="o1",
        capture_id="rest",
        lines=(
            Line(
                line_id="1",
                sku="s1",
                category="c1",
                line_kind="product",
                quantity=2,
                paid_minor=1_000,
            ),
        ),
    ),
    "`order_confirmed`, one piece": OrderConfirmed(
        id="received", at=_START, order_id="o1", lines=(_ONE,)
    ),
    "`order_confirmed`": OrderConfirmed(id="confirmed", at=_START, order_id="o1"),
    "`exchanged`": Exchanged(id="exchanged", at=_START, order_id="o1", lines=(_ONE,)),
    "`refunded`, kind `cancel`": Refunded(
        id="cancelled", at=_START, order_id="o1", lines=(_ONE_BACK,), kind="cancel"
    ),
    "`refunded`": Refunded(id="refunded", at=_START, order_id="o1", lines=(_ONE_BACK,)),
    "`release` while held": Release(id="early", at=_START),
    "`release` when due": Release(id="due", at=_OVER),
}
"""What may happen to an order, by how the table calls it."""

_PATHS: dict[str, tuple[str, ...]] = {
    "none yet": (),
    "placed": ("`order_placed`",),
    "cancelled": ("`order_placed`", "`order_cancelled`"),
    "paid": ("`order_paid`",),
    "received in part": ("`order_paid`", "`order_confirmed`, one piece"),
    "confirmed": ("`order_paid`", "`order_confirmed`"),
    "released": ("`order_paid`", "`order_confirmed`", "`release` when due"),
}


def order_cells() -> dict[tuple[str, str], Cell]:
    """Return what each event does to an order in each state, by doing it to a book."""
    return {(state, name): _cell(state, name) for state in _PATHS for name in ORDER_EVENTS}


def _cell(state: str, name: str) -> Cell:
    """Lead an order to a state on a book of its own, apply the event, and look."""
    rule = Levels(rule_id="sale", rates_ppm=(100_000,))
    plan = Plan(plan_id="p1", effective_from=_START, ceiling_ppm=100_000, rules=(rule,))
    book = Book(Policy(plans=(plan,), holding=Holding(holding_days=1)))
    book.apply(Touch(id="touch", at=_START, sharer_id="u1", visitor_id="u2"))
    for past in _PATHS[state]:
        book.apply(ORDER_EVENTS[past])
    posted_before = len(book.entries)
    event = replace(ORDER_EVENTS[name], id="again")
    decision = book.apply(event)
    order = book.order("o1")
    return Cell(
        touched=any(put.key == order_key("o1") for put in decision.puts),
        state=order.state if order else None,
        posted=tuple(entry.template for entry in book.entries[posted_before:]),
        refusal=decision.refusal.code if decision.refusal else None,
    )


def _order_table() -> str:
    cells = order_cells()
    rows = [
        (f"**{state}**", *(_order_cell(state, cells[state, name]) for name in ORDER_EVENTS))
        for state in _PATHS
    ]
    return _table(("state ↓, event →", *ORDER_EVENTS), rows)


def _order_cell(before: str, cell: Cell) -> str:
    if cell.refusal is not None:
        return f"{CODES[cell.refusal].kind}: [`{cell.refusal}`](errors.md#{cell.refusal})"
    if not cell.touched:
        return "not touched"
    moved = (
        "stays"
        if cell.state == before.replace("received in part", "paid")
        else f"→ **{cell.state}**"
    )
    return ", posts ".join((moved, *(f"`{template}`" for template in cell.posted)))


_TAKES = {
    "pieces": ("pieces", "件"),
    "amounts": ("money alone", "仅金额"),
    "either": ("pieces, or money alone", "件或金额"),
}
_CLAWS = {"back": ("goes back", "收回"), "nothing": ("is spared", "不收回")}
_BEARERS = {"seller": ("whoever sold", "卖家"), "platform": ("the platform", "平台")}


def _refund_kinds(language: Language) -> str:
    """Draw the kinds of refunds, with what holds where a plan says nothing."""
    place = 1 if language == "zh" else 0
    head = (
        ("`kind`", "是什么", "退回什么", "佣金", "由谁承担")
        if language == "zh"
        else ("`kind`", "what it is", "what goes back", "commission", "borne by")
    )
    rows = [
        (
            _code(kind),
            (one.title, one.title_zh)[place],
            _TAKES[one.takes][place],
            _CLAWS[one.claws][place],
            _BEARERS[one.bearer][place],
        )
        for kind, one in REFUND_KINDS.items()
    ]
    return _table(head, rows)


_HAPPENS_BY: dict[Happening, str] = {
    "issue": "`invite_issued`",
    "redeem": "`invite_redeemed`",
    "redeem_late": "`invite_redeemed`, days over",
    "cancel": "`invite_cancelled`",
    "expire": "`expire_invites`, days over",
    "free": "`seat_freed`",
}


def _invite_table() -> str:
    states: tuple[InviteState | None, ...] = (None, *INVITE_STATES)
    rows = [
        (f"**{state or 'none yet'}**", *(_invite_cell(state, one) for one in HAPPENINGS))
        for state in states
    ]
    return _table(("state ↓, event →", *_HAPPENS_BY.values()), rows)


def _invite_cell(state: InviteState | None, happening: Happening) -> str:
    step = LIFE[state, happening]
    if step.state is not None:
        counts = (("used", step.used), ("freed", step.freed))
        return ", ".join((f"→ **{step.state}**", *(f"{n} {c:+d}" for n, c in counts if c)))
    if happening == "expire":
        return "not touched"
    return f"{CODES[str(step.refusal)].kind}: [`{step.refusal}`](errors.md#{step.refusal})"


def _invite_diagram() -> str:
    arrows = [
        f"    {state or '[*]'} --> {step.state}: {_HAPPENS_BY[happening].split(',')[0].strip('`')}"
        for (state, happening), step in LIFE.items()
        if step.state is not None
    ]
    return "\n".join(("```mermaid", "stateDiagram-v2", *arrows, "```"))


def _quota_table() -> str:
    """Draw what each event changes of what is free, by reckoning it before and after."""
    rows = []
    for mode in ("consumed", "seats"):
        for how in ("spent", "counted"):
            policy = QuotaPolicy(currency="CNY", per_sales_minor=100, mode=mode, earned=how)
            rows.append((f"`{mode}`", f"`{how}`", *_quota_cells(policy)))
    head = ("`mode`", "`earned`", "issued", "redeemed", "cancelled or expired", "recruit left")
    return _table((*head, "one more earned", "one less by refunds"), rows)


def _quota_cells(policy: QuotaPolicy) -> list[str]:
    """Return by how much each event changes what sales leave, and what places are left."""
    bounded = replace(policy, maximum=100)

    def left(sold: int, used: int, freed: int) -> tuple[int, int]:
        by_sales = free(policy, sold, "", used=used, freed=freed)
        return by_sales, free(bounded, 10**6, "", used=used, freed=freed)

    before = left(900, 3, 1)
    after = [(900, 4, 1), (900, 3, 1), (900, 2, 1), (900, 3, 2), (1_000, 3, 1), (800, 3, 1)]
    return [
        " / ".join(
            f"{now - then:+d}" if now != then else "0" for now, then in zip(x, before, strict=True)
        )
        for x in (left(*one) for one in after)
    ]


def _accounts() -> str:
    rows = [
        (
            _code(one.name),
            one.title_zh,
            one.nature,
            f"by {one.party}" if one.party else "one",
            _code(one.component) if one.component else "",
            one.title,
        )
        for one in ACCOUNTS.values()
    ]
    return _table(("account", "中文", "nature", "kept", "wallet component", "what it holds"), rows)


def _templates() -> str:
    rows = []
    for one in TEMPLATES.values():
        moves = "<br>".join(f"`{move.debit}` ← `{move.credit}`" for move in one.moves)
        event = POSTED_BY[one.name]
        rows.append((_code(one.name), one.title_zh, f"[`{event}`](events.md#{event})", moves))
    return _table(("template", "中文", "posted by", "debit ← credit"), rows)


def _trade_modes() -> str:
    stages = (("capture", "order_paid"), ("receipt", "order_confirmed"))
    rows = [
        (
            f"[`{event}`](events.md#{event})",
            *(
                "<br>".join(
                    f"`{move.debit}` ← `{move.credit}`"
                    for move in TEMPLATES[f"{stage}_{mode}"].moves
                )
                for mode in ("principal", "agent")
            ),
        )
        for stage, event in stages
    ]
    return _table(("", "`principal`", "`agent`"), rows)


def _life_table() -> str:
    cells: dict[tuple[str, str], str] = {(one, step): to for (one, step), to in MEMBER_LIFE.items()}
    rows = []
    for status in STATUSES:
        become = (cells.get((status, step)) for step in STEPS)
        told = ("stays" if one == status else f"→ **{one}**" if one else "" for one in become)
        rows.append((f"**{status}**", *told))
    return _table(("status ↓, step →", *(f"`{step}`" for step in STEPS)), rows)


def _tables() -> str:
    rows = [
        (
            _code(one.name),
            ", ".join(map(_code, one.key)),
            ", ".join(map(_code, one.columns)),
            one.holds,
            one.holds_zh,
        )
        for one in TABLES
    ]
    return _table(("table", "key", "scans look at", "a row is", "中文"), rows)


def _scans() -> str:
    rows = [
        (
            _code(one.name),
            _code(one.table),
            ", ".join(map(_code, one.args)),
            one.where,
            ", ".join(one.order),
        )
        for one in SCANS
    ]
    return _table(("scan", "rows of", "args", "which rows", "order"), rows)


def _reasons() -> str:
    return _reason_table(REASONS)


def _detailed_reasons() -> str:
    return _reason_table(DETAILED)


def _steps() -> str:
    return _reason_table(AMOUNT_STEPS)


def _credit_reasons() -> str:
    return _reason_table(CREDIT_REASONS)


def _reason_table(reasons: Mapping[str, Reason]) -> str:
    rows = [(_code(one.code), _code(one.en), _code(one.zh)) for one in reasons.values()]
    return _table(("reason", "in English", "中文"), rows)


def _case_table(shape: Fields, language: Language) -> str:
    """Draw the fields of a case: name, form, whether it must be given, meaning."""
    head = (
        ("字段", "写什么", "含义")
        if language == "zh"
        else ("field", "what stands there", "meaning")
    )
    needed = "，必填" if language == "zh" else ", required"
    rows = [
        (
            f'<a id="{row.name}"></a>`{row.name}`',
            describe(row.shape, language).replace("|", "\\|") + (needed if row.is_required else ""),
            row.text.to(language),
        )
        for row in shape.rows
    ]
    return _table(head, rows)


SCHEMAS: dict[str, Callable[[], object]] = {
    "case.schema.json": case_schema,
    **draw_plans.SCHEMAS,
    **RAIL_SCHEMAS,
    **VOUCHER_SCHEMAS,
}
"""What makes each file of ``schemas/``."""

DRAWINGS: dict[str, Callable[[], str]] = draw_plans.DRAWINGS | {
    "accounts": _accounts,
    "case_expectations": lambda: _case_table(EXPECT, "en"),
    "case_expectations_zh": lambda: _case_table(EXPECT, "zh"),
    "case_fields": lambda: _case_table(CASE, "en"),
    "case_fields_zh": lambda: _case_table(CASE, "zh"),
    "case_wallet": lambda: _case_table(WALLET, "en"),
    "case_wallet_zh": lambda: _case_table(WALLET, "zh"),
    "codes": _codes,
    "credit_reasons": _credit_reasons,
    "detailed_reasons": _detailed_reasons,
    "event_by_partition": _event_by_partition,
    "event_list": _event_list,
    "event_lines": _event_lines,
    "events": _events,
    **BOOK_DRAWINGS,
    **HOLD_DRAWINGS,
    **LAW_DRAWINGS,
    **NAME_DRAWINGS,
    "life_table": _life_table,
    "invite_diagram": _invite_diagram,
    "invite_table": _invite_table,
    "order_table": _order_table,
    **PAYEE_DRAWINGS,
    **PAYOUT_DRAWINGS,
    "quota_table": _quota_table,
    **RAIL_DRAWINGS,
    **RECONCILIATION_DRAWINGS,
    "reasons": _reasons,
    "refund_kinds": lambda: _refund_kinds("en"),
    "refund_kinds_zh": lambda: _refund_kinds("zh"),
    "records": _records,
    "scans": _scans,
    "steps": _steps,
    "tables": _tables,
    "templates": _templates,
    **VOUCHER_DRAWINGS,
    "trade_modes": _trade_modes,
}
"""What draws each name that a page's markers may call."""

if __name__ == "__main__":
    sys.exit(main())
