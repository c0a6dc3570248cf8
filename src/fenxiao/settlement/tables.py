"""Tables (表结构): what a host stores and which questions it answers, as data.

A host makes its database tables from these rows; docs/contract.md is drawn from them.
Every partition is a table with the key's parts as primary key, the record as canonical
JSON (or as columns), and the revision.

Source: docs/contract.md.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["SCANS", "TABLES", "ScanSpec", "Table"]


class Table(NamedTuple):
    """A partition of the store.

    Args:
        name: The first part of its keys, and the record's type.
        key: What the other parts of the key are, by the record's field names.
        holds: What a row is.
        holds_zh: The same in Chinese.
        columns: Further fields of the record that the scans look at, to index.
    """

    name: str
    key: tuple[str, ...]
    holds: str
    holds_zh: str
    columns: tuple[str, ...] = ()


class ScanSpec(NamedTuple):
    """A question for several rows, with what an index on it must serve.

    Args:
        name: The scan's name.
        table: Whose rows it returns.
        args: What its arguments are.
        where: Which rows, exactly.
        order: In which order; ``after`` is the place in this order where the page before ended.
    """

    name: str
    table: str
    args: tuple[str, ...]
    where: str
    order: tuple[str, ...]


_PART = ("payer_id", "currency", "period", "plan_id")
_TIME = ("payer_id", "currency", "since_us", "until_us")

TABLES = (
    Table("event", ("event_id",), "what was decided about an event", "已处理事件"),
    Table("continuation", ("event_id",), "an event that waits to go on", "待续事件"),
    Table(
        "node",
        ("relation", "member_id"),
        "a member's place in a relation",
        "关系节点",
        ("parent_id", "until_us"),
    ),
    Table(
        "binding",
        ("relation", "member_id", "event_id"),
        "from when a member stood under whom",
        "绑定历史",
        ("parent_id", "since_us", "until_us"),
    ),
    Table("member", ("member_id",), "who a member is to the platform", "会员"),
    Table(
        "standing",
        ("member_id", "event_id"),
        "from when a member was what to the platform",
        "会员履历",
        ("since_us",),
    ),
    Table(
        "tally",
        ("member_id", "counter", "currency", "tally_id"),
        "a change of a member's counter",
        "计数变动",
        ("at_us",),
    ),
    Table("audit", ("event_id",), "who asked for a correction and who approved it", "人工更正记录"),
    Table(
        "invite",
        ("code",),
        "an invite code in the registry",
        "邀请码",
        ("state", "until_us"),
    ),
    Table("quota", ("member_id",), "the checkpoint of an invite quota", "邀请码配额"),
    Table("order", ("order_id",), "where an order stands", "订单状态", ("state", "due_us")),
    Table("terms", ("order_id",), "what was agreed when it was paid", "订单结算条款"),
    Table("entry", ("entry_id",), "an entry of the journal", "分录"),
    Table(
        "delta",
        ("payer_id", "member_id", "currency", "delta_id"),
        "a change of a wallet that no fold has taken yet",
        "钱包变动",
    ),
    Table("wallet", ("payer_id", "member_id", "currency"), "a wallet's checkpoint", "钱包汇总"),
    Table(
        "payout",
        ("instruction_id",),
        "a payout instruction",
        "打款指令",
        ("payer_id", "currency", "state", "batch_id", "payable_us"),
    ),
    Table(
        "visit",
        ("visitor_id", "event_id"),
        "a touch that is remembered for the visitor's orders",
        "来访记录",
        ("at_us",),
    ),
    Table(
        "assortment",
        ("member_id", "event_id"),
        "what a promoter listed from an instant on",
        "选品历史",
        ("since_us",),
    ),
    Table("shelf", ("member_id",), "which assortment of a promoter is his newest", "当前选品"),
    Table(
        "unsealed",
        ("payer_id", "entry_id"),
        "an entry that waits to be sealed",
        "待封分录",
        ("effective_us",),
    ),
    Table("sealed", ("payer_id", "entry_id"), "an entry's place in its chain", "封账链"),
    Table("books", ("payer_id",), "where a payer's books stand", "账簿状态"),
    Table(
        "periods",
        ("payer_id", "currency"),
        "the periods of a payer, and where a close stands",
        "周期关账状态",
    ),
    Table(
        "sale",
        ("order_id",),
        "an order as its period counts it",
        "周期销售",
        ("payer_id", "currency", "terms_us", "counted_in"),
    ),
    Table("sales_total", _PART, "all sales of a plan in a period", "周期销售合计"),
    Table(
        "volume",
        (*_PART, "member_id", "child_id"),
        "what was bought below a member through one of his fans",
        "周期业绩",
    ),
    Table("qualified", (*_PART, "member_id"), "who a member was at a close", "关账时身份"),
    Table(
        "award",
        (*_PART, "rule_id", "member_id"),
        "what a rule pays a member for a period",
        "周期奖金",
    ),
    Table(
        "correction",
        ("order_id", "event_id"),
        "what an order was agreed to pay when a plan was corrected",
        "更正条款",
    ),
    Table("trade", ("order_id",), "how its trade is posted", "订单交易"),
    Table(
        "movement",
        ("payer_id", "account", "party_id", "currency", "movement_id"),
        "a change of what a merchant or a supplier is owed that no fold has taken yet",
        "应付变动",
    ),
    Table(
        "balance",
        ("payer_id", "account", "party_id", "currency"),
        "the checkpoint of what a merchant or a supplier is owed",
        "应付汇总",
    ),
    Table(
        "tax_year",
        ("payer_id", "currency", "year", "person_id"),
        "what was withheld from a person in a year, by month",
        "个人年度代扣税",
    ),
    Table("withholding", ("key",), "what was withheld from a payout", "代扣税明细"),
    Table("payee", ("payer_id", "member_id"), "who a member is to a payer", "收款人"),
    Table(
        "payee_standing",
        ("payer_id", "member_id", "event_id"),
        "from when a payee was what",
        "收款人履历",
        ("since_us",),
    ),
    Table("invoice", ("payer_id", "invoice_token"), "an invoice that was received", "发票"),
    Table(
        "invoice_use",
        ("instruction_id",),
        "how much of somebody's invoices an instruction takes up",
        "发票占用",
    ),
    Table(
        "withdrawals",
        ("payer_id", "member_id", "currency"),
        "what a member's withdrawals have used of the limits",
        "提现额度使用",
    ),
    Table("batch", ("batch_id",), "instructions that are approved together", "审批批次"),
    Table(
        "reconciliation",
        ("payer_id", "subject", "subject_id"),
        "what the statements say of an instruction, or of a line that is nobody's",
        "对账结果",
    ),
    Table(
        "hold",
        ("hold_id",),
        "money of a wallet that is reserved",
        "余额预占",
        ("state", "expires_us"),
    ),
)
"""Every partition of the store."""

SCANS = (
    ScanSpec(
        "upline",
        "binding",
        ("relation", "member_id", "at_us"),
        "of the member: the binding with the latest since_us not later than at_us, if it has a"
        " parent_id and its until_us is none or later than at_us; then the same of that parent,"
        " and so on; the walk ends where there is none",
        ("distance from the member",),
    ),
    ScanSpec(
        "chain",
        "node",
        ("relation", "member_id", "at_us"),
        "the member's own node, then the node of its parent, and so on; the walk ends after a"
        " node without parent, and after a node whose until_us is not later than at_us",
        ("distance from the member",),
    ),
    ScanSpec(
        "fans",
        "node",
        ("relation", "member_id"),
        "every node of the relation whose parent_id is the member",
        ("member_id of the node",),
    ),
    ScanSpec(
        "below",
        "node",
        ("relation", "member_id", "distance"),
        "any node from which distance steps along parent_id lead to the member",
        (),
    ),
    ScanSpec(
        "wallet_tail",
        "delta",
        ("payer_id", "member_id", "currency"),
        "every change of the wallet",
        ("delta_id",),
    ),
    ScanSpec(
        "tallies",
        "tally",
        ("member_id", "counter", "currency", "since_us", "until_us"),
        "every change of the counter whose at_us is not before since_us and before until_us",
        ("at_us", "tally_id"),
    ),
    ScanSpec(
        "standing",
        "standing",
        ("member_id", "at_us"),
        "of the member: the row with the latest since_us not later than at_us",
        (),
    ),
    ScanSpec(
        "invites_due",
        "invite",
        ("until_us",),
        'state is "issued" and the until_us of the invite is not later than that asked for',
        ("until_us", "code"),
    ),
    ScanSpec(
        "orders_due",
        "order",
        ("until_us",),
        'state is not "released" and due_us is not later than until_us',
        ("due_us", "order_id"),
    ),
    ScanSpec(
        "visits",
        "visit",
        ("visitor_id", "since_us", "until_us"),
        "every visit of the visitor whose at_us is not before since_us and before until_us",
        ("at_us, the newest first", "event_id"),
    ),
    ScanSpec(
        "visits_before",
        "visit",
        ("until_us",),
        "every visit whose at_us is before until_us",
        ("at_us", "visitor_id", "event_id"),
    ),
    ScanSpec(
        "assortments",
        "assortment",
        ("member_id", "at_us"),
        "every assortment of the member whose since_us is not later than at_us",
        ("since_us, the newest first",),
    ),
    ScanSpec(
        "to_seal",
        "unsealed",
        ("payer_id", "until_us"),
        "every entry of the payer that waits and whose effective_us is not later than until_us",
        ("effective_us", "entry_id"),
    ),
    ScanSpec(
        "sales_open",
        "sale",
        _TIME,
        "every sale of the payer and currency whose counted_in is empty, and whose terms_us is not"
        " before since_us and before until_us",
        ("terms_us", "order_id"),
    ),
    ScanSpec(
        "sales",
        "sale",
        _TIME,
        "every sale of the payer and currency whose terms_us is not before since_us and before"
        " until_us",
        ("terms_us", "order_id"),
    ),
    ScanSpec("volumes", "volume", _PART, "every volume of the plan", ("member_id", "child_id")),
    ScanSpec("qualified", "qualified", _PART, "every row of the plan", ("member_id",)),
    ScanSpec("awards", "award", _PART, "every award of the plan", ("rule_id", "member_id")),
    ScanSpec(
        "movements",
        "movement",
        ("payer_id", "account", "party_id", "currency"),
        "every change of what the party is owed on the account",
        ("movement_id",),
    ),
    ScanSpec(
        "tax_years",
        "tax_year",
        ("payer_id", "currency", "year"),
        "every person's year of the payer and currency",
        ("person_id",),
    ),
    ScanSpec(
        "payee_standing",
        "payee_standing",
        ("payer_id", "member_id", "at_us"),
        "of the payee: the row with the latest since_us not later than at_us",
        (),
    ),
    ScanSpec(
        "payouts_requested",
        "payout",
        ("payer_id", "currency", "until_us"),
        'every instruction of the payer and currency whose state is "requested", whose batch_id is'
        " none and whose payable_us is not later than until_us",
        ("payable_us", "instruction_id"),
    ),
    ScanSpec(
        "batch_payouts",
        "payout",
        ("batch_id",),
        'every instruction of the batch whose state is "requested"',
        ("payable_us", "instruction_id"),
    ),
    ScanSpec(
        "holds_due",
        "hold",
        ("until_us",),
        'state is "open" and expires_us is not later than until_us',
        ("expires_us", "hold_id"),
    ),
)
"""Every scan."""
