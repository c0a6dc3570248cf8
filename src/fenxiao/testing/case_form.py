"""The form of a case file (案例文件的格式): one table of its fields and expectations.

The reader checks by it, the JSON Schema and the tables of docs/cases.md are drawn from it.

Source: docs/cases.md.
"""

from __future__ import annotations

from fenxiao.testing.case_shapes import (
    INSTANT,
    TEXT,
    WHOLE,
    Either,
    Fields,
    ListOf,
    MapOf,
    Nullable,
    Open,
    Row,
    RowOf,
    Said,
)

__all__ = ["CASE", "COMPONENTS", "ERROR", "EXPECT", "WALLET"]

_ORDER, _LINE = Said("order", "订单"), Said("line", "行")
_MEMBER, _PAYEE, _EVENT = Said("member", "会员"), Said("payee", "收款人"), Said("event", "事件")
_MINOR = Said("In minor units: 12.34 CNY is 1234.", "最小货币单位：12.34 CNY 写 1234。")
_REASON = Said("reason", "原因码")
_PAYER, _ACCOUNT = Said("payer", "付款主体"), Said("account", "科目")
_PARTY = Said("party", "往来")
_PERIOD = Said("period", "周期")
_RULE, _DEPTH = Said("rule", "规则"), Said("depth", "层级")

COMPONENTS = (
    Row("deferred_minor", WHOLE, Said("Deferred", "待确认"), _MINOR),
    Row("held_minor", WHOLE, Said("Held", "冻结中"), _MINOR),
    Row("available_minor", WHOLE, Said("Available; below 0 a debt", "可用；负数为欠款"), _MINOR),
    Row("in_transit_minor", WHOLE, Said("In transit", "出款中"), _MINOR),
    Row("frozen_minor", WHOLE, Said("Stopped by a person", "人工冻结"), _MINOR),
    Row("debt_minor", WHOLE, Said("Owed by him", "欠款"), _MINOR),
    Row("reserved_minor", WHOLE, Said("Reserved by holds", "已预占"), _MINOR),
)
"""The components of a wallet; those that a case does not name are 0."""

WALLET = Fields(
    (
        Row(
            "member_id",
            TEXT,
            Said("Member", "会员"),
            Said("Whose wallet it is.", "钱包归谁。"),
            is_required=True,
        ),
        Row(
            "payer_id",
            TEXT,
            Said("Payer", "付款方"),
            Said(
                "Who owes it. Left out: that of `defaults`, or the only one of the events.",
                "谁欠。省略时取 `defaults` 中的，或事件中唯一的付款方。",
            ),
        ),
        Row(
            "currency",
            TEXT,
            Said("Currency", "币种"),
            Said(
                "ISO 4217 code. Left out: that of `defaults`, or the only one of the events.",
                "ISO 4217 代码。省略时取 `defaults` 中的，或事件中唯一的币种。",
            ),
        ),
        *COMPONENTS,
    )
)
"""A wallet as a case expects it."""

ERROR = Either(
    TEXT,
    Fields(
        (
            Row(
                "code",
                TEXT,
                Said("Code", "错误码"),
                Said("A code of docs/errors.md.", "docs/errors.md 中的错误码。"),
                is_required=True,
            ),
        ),
        is_open=True,
    ),
)
"""A code, or a table of the code and some of its facts."""

_COMMISSION = Fields(
    (
        Row("rule", TEXT, _RULE, Said("Id of the rule.", "规则编号。"), is_required=True),
        Row(
            "depth",
            WHOLE,
            _DEPTH,
            Said("Distance above the buyer.", "在买家上方第几层。"),
            is_required=True,
        ),
        Row("payee", TEXT, _PAYEE, Said("Who is paid.", "付给谁。"), is_required=True),
        Row("minor", WHOLE, Said("Amount", "金额"), _MINOR, is_required=True),
    )
)
_STOREFRONT = Fields(
    (
        Row(
            "visitor_id",
            TEXT,
            Said("Visitor", "访客"),
            Said("Who looks.", "谁在看。"),
            is_required=True,
        ),
        Row("at", INSTANT, Said("Instant", "时刻"), Said("When.", "何时。"), is_required=True),
        Row(
            "owner_id",
            TEXT,
            Said("Owner", "店主"),
            Said("Whose store it is.", "看到谁的店。"),
            is_required=True,
        ),
        Row(
            "reason",
            TEXT,
            _REASON,
            Said("A reason of docs/storefront.md.", "docs/storefront.zh.md 中的原因码。"),
            is_required=True,
        ),
    )
)
_PAYEE_FORM = Fields(
    (
        Row("kind", TEXT, Said("Kind", "类型"), Said("What he is paid as.", "以什么身份收款。")),
        Row("person_id", TEXT, Said("Person", "主体"), Said("Who is behind him.", "背后是谁。")),
        Row(
            "accounts",
            MapOf(Said("token", "令牌"), TEXT),
            Said("Accounts", "账户"),
            Said("The state of each that has not ended.", "每个未终止账户的状态。"),
        ),
        Row(
            "invoices",
            MapOf(
                Said("currency", "币种"),
                RowOf(((Said("invoiced", "已开票"), WHOLE), (Said("used", "已占用"), WHOLE))),
            ),
            Said("Invoices", "发票"),
            _MINOR,
        ),
    )
)
_COUNT = Said("invites", "邀请码数")
_QUOTA = Fields(
    (
        Row("sales_minor", WHOLE, Said("Own settled sales", "本人已结算销售额"), _MINOR),
        *(
            Row(name, WHOLE, Said(en, zh), Said(f"Number of {_COUNT.en}.", "个数。"))
            for name, en, zh in (
                ("earned", "Earned by sales", "销售所得"),
                ("initial", "From the beginning", "初始名额"),
                ("used", "Used", "已用"),
                ("freed", "Freed", "已腾出"),
                ("free", "Free now", "当前可用"),
            )
        ),
        Row(
            "more_minor",
            Nullable(WHOLE),
            Said("Sales missing for one more", "距下一个差额"),
            _MINOR,
        ),
    )
)

EXPECT = Fields(
    (
        Row(
            "wallets",
            ListOf(WALLET),
            Said("Wallets", "钱包"),
            Said(
                "Every wallet that there is afterwards; components that are not named are 0."
                " Must be given unless an error is expected.",
                "结束时存在的全部钱包；未写的部分为 0。除非预期出错，否则必填。",
            ),
        ),
        Row(
            "commissions",
            MapOf(_ORDER, MapOf(_LINE, ListOf(_COMMISSION))),
            Said("Commissions", "佣金"),
            Said(
                "What was posted at the payment: every slot with a payee and an amount above 0,"
                " in plan order, one capture after the other. A line that is named is compared"
                " whole.",
                "付款时记入的佣金：每个有收款人且金额大于 0 的份额，按方案顺序，"
                "分次收款的逐次列出。写出的行整行比较。",
            ),
        ),
        Row(
            "reasons",
            MapOf(
                _ORDER,
                MapOf(_LINE, ListOf(RowOf(((_RULE, TEXT), (_DEPTH, WHOLE), (_REASON, TEXT))))),
            ),
            Said("Reasons", "原因"),
            Said(
                "Why each slot of a line was paid or not, with a reason of docs/rules/terms.md;"
                " all slots of a line that is named.",
                "一行中每个份额付或不付的原因（docs/rules/terms.md）；写出的行须列全部份额。",
            ),
        ),
        Row(
            "explain",
            MapOf(_ORDER, MapOf(_LINE, ListOf(TEXT))),
            Said("Explanations", "说明"),
            Said(
                "The sentences that explain a line, in English, all slots of it.",
                "解释一行的英文句子，含全部份额。",
            ),
        ),
        Row(
            "kept",
            MapOf(_ORDER, MapOf(_PAYEE, WHOLE)),
            Said("Kept", "保留"),
            Said(
                "What each payee keeps of an order after all refunds, in minor units;"
                " all payees of an order that is named.",
                "全部退款后各收款人在订单中保留的金额（最小单位）；写出的订单须列全部收款人。",
            ),
        ),
        Row(
            "reversals",
            MapOf(_EVENT, MapOf(_PAYEE, WHOLE)),
            Said("Reversals", "冲正"),
            Said(
                "What an event took back from each payee, in minor units;"
                " all payees of an event that is named.",
                "某事件从各收款人冲回的金额（最小单位）；写出的事件须列全部收款人。",
            ),
        ),
        Row(
            "awards",
            MapOf(_PERIOD, MapOf(_RULE, MapOf(_MEMBER, WHOLE))),
            Said("Awards", "周期奖金"),
            Said(
                "What is booked for a period, in minor units, corrections included; all rules and"
                " members of a period that is named.",
                "某周期记入的奖金（最小单位），含更正；写出的周期须列全部规则和会员。",
            ),
        ),
        Row(
            "explain_periods",
            MapOf(_PERIOD, ListOf(TEXT)),
            Said("Explanations of periods", "周期说明"),
            Said(
                "The sentences that explain what is booked for a period, in English, by rule and"
                " member.",
                "解释某周期奖金的英文句子，按规则和会员排列。",
            ),
        ),
        Row(
            "credits",
            MapOf(
                _ORDER,
                ListOf(
                    RowOf(
                        (
                            (Said("kind", "种类"), TEXT),
                            (Said("holder", "持有人"), TEXT),
                            (_REASON, TEXT),
                        )
                    )
                ),
            ),
            Said("Credits", "归因"),
            Said(
                "How each claim on an order was answered, with a reason of docs/credits.md;"
                " all claims of an order that is named.",
                "订单的每条归因依据的结果与原因码（docs/credits.zh.md）；写出的订单须列全部依据。",
            ),
        ),
        Row(
            "parents",
            MapOf(_MEMBER, Either(TEXT, MapOf(Said("relation", "关系"), TEXT))),
            Said("Parents", "上级"),
            Said(
                "Who stands directly above each member; all members who have anybody above."
                ' Who is bound in several relations has a table: `{customer = "A", team = "B"}`.',
                "每位会员的直接上级；须列全部有上级的会员。在几种关系中都有上级的，写成表："
                '`{customer = "A", team = "B"}`。',
            ),
        ),
        Row(
            "grades",
            MapOf(_MEMBER, TEXT),
            Said("Grades", "等级"),
            Said(
                "The grade of each member; all members who have one.",
                "每位会员的等级；须列全部有等级的会员。",
            ),
        ),
        Row(
            "statuses",
            MapOf(_MEMBER, TEXT),
            Said("Statuses", "状态"),
            Said(
                "Where the enrolment of each member stands; all members.",
                "每位会员的申请状态；须列全部会员。",
            ),
        ),
        Row(
            "quotas",
            MapOf(_MEMBER, _QUOTA),
            Said("Invite quotas", "邀请码配额"),
            Said(
                "A member's invite quota: the fields that are named.",
                "会员的邀请码配额：只比较写出的字段。",
            ),
        ),
        Row(
            "storefronts",
            ListOf(_STOREFRONT),
            Said("Storefronts", "店铺"),
            Said(
                "Whose store a visitor sees at an instant, and why.",
                "访客在某时刻看到谁的店，以及原因。",
            ),
        ),
        Row(
            "payouts",
            MapOf(Said("instruction", "出款指令"), TEXT),
            Said("Payouts", "打款"),
            Said(
                "The state of each instruction; all there are.",
                "每条出款指令的状态；须列全部指令。",
            ),
        ),
        Row(
            "holds",
            MapOf(Said("hold", "预占"), TEXT),
            Said("Holds", "余额预占"),
            Said("The state of each hold; all there are.", "每个预占的状态；须列全部预占。"),
        ),
        Row(
            "payees",
            MapOf(_PAYER, MapOf(_MEMBER, _PAYEE_FORM)),
            Said("Payees", "收款人"),
            Said(
                "A payee of a payer, and the invoices of his person: the fields that are named.",
                "付款主体的收款人，及其背后之人的发票：只比较写出的字段。",
            ),
        ),
        Row(
            "accounts",
            MapOf(_PAYER, MapOf(_ACCOUNT, Either(WHOLE, MapOf(_PARTY, WHOLE)))),
            Said("Accounts", "科目余额"),
            Said(
                "The balances of a payer's books, debits above 0, by party where an account is"
                " kept by party; all that are not 0. Books of several currencies are named"
                " `m1 (USD)`.",
                "付款主体账上各科目余额，借方为正；按往来核算的科目分往来写。须列全部非零余额。"
                "账上有几种币种的，写成 `m1 (USD)`。",
            ),
        ),
        Row(
            "refusals",
            MapOf(_EVENT, TEXT),
            Said("Refusals", "拒绝"),
            Said(
                "The code with which an event was refused; all refused events."
                " Left out: none is refused.",
                "事件被拒绝的错误码；须列全部被拒绝的事件。省略时要求没有事件被拒绝。",
            ),
        ),
        Row(
            "replayed",
            ListOf(WHOLE),
            Said("Replayed", "重复"),
            Said(
                "Places of events that had been told before, counted from 0; all of them."
                " Left out: none is.",
                "此前已告知过的事件的位置，从 0 数起；须列全部。省略时要求没有。",
            ),
        ),
        Row(
            "warnings",
            MapOf(_EVENT, ListOf(TEXT)),
            Said("Warnings", "提示"),
            Said(
                "Codes of what was not taken although the rest of an event was;"
                " all events that have any.",
                "事件被接受但其中部分未被接受的原因码；须列全部有提示的事件。",
            ),
        ),
        Row(
            "error",
            ERROR,
            Said("Error", "错误"),
            Said(
                "The policy or an event is refused with this code, or with these facts of it:"
                ' `{code = "plan.ceiling", ceiling_ppm = 150000}`. It stands alone.',
                "政策或某事件应以此错误码报错，也可写出其部分事实："
                '`{code = "plan.ceiling", ceiling_ppm = 150000}`。不与其他预期同写。',
            ),
        ),
    )
)
"""What a case may expect; what it names is compared exactly."""

CASE = Fields(
    (
        Row(
            "source",
            TEXT,
            Said("Source", "出处"),
            Said("Where the example comes from, in words.", "例子出自哪里，用文字说明。"),
            is_required=True,
        ),
        Row(
            "title",
            TEXT,
            Said("Title", "标题"),
            Said("What the case shows, in a sentence.", "用一句话说明案例展示什么。"),
        ),
        Row(
            "policy",
            Open(Said("see docs/policy.md", "见 docs/policy.zh.md")),
            Said("Policy", "结算政策"),
            Said("The whole policy: plans, bindings, holding …", "完整的政策：方案、绑定、冻结……"),
            is_required=True,
        ),
        Row(
            "defaults",
            Open(Said("fields of events", "事件字段")),
            Said("Defaults", "默认值"),
            Said(
                "Fields of events, filled into every event that has such a field and does not"
                " give it; `at` only into the first, `line` is a table of fields of lines of"
                " orders.",
                "事件字段的默认值，填入有该字段而未写的事件；`at` 只用于第一个事件，"
                "`line` 是订单行字段的表。",
            ),
        ),
        Row(
            "events",
            ListOf(Open(Said("event", "事件"))),
            Said("Events", "事件"),
            Said(
                "What is told, in order, each of a `type` of docs/events.md. Without `id` they"
                " are e1, e2, … by place; without `at` a minute after the one before.",
                "依次告知的事件，`type` 见 docs/events.md。未写 `id` 时按位置取 e1、e2……；"
                "未写 `at` 时比前一个晚一分钟。",
            ),
            is_required=True,
        ),
        Row(
            "expect",
            EXPECT,
            Said("Expectations", "预期"),
            Said("What must follow from it.", "应得的结果。"),
            is_required=True,
        ),
        Row(
            "$schema",
            TEXT,
            Said("JSON Schema", "JSON Schema"),
            Said(
                "Where an editor finds the schema; else it says nothing.",
                "供编辑器找到格式文件，别无作用。",
            ),
        ),
    )
)
"""The form of a whole case."""
