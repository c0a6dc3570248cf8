"""Words of rules (规则用语): what each kind of rule is, and what its fields say.

Source: docs/rules/plan-files.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["RULE_FIELDS", "RULE_KINDS"]

RULE_KINDS: dict[str, Word] = {
    "Levels": Word(
        "Level commission",
        "三级分销",
        "Each upline of the buyer earns the amount of his place, nearest first.",
        "买家的上级逐级得佣：一级最近，最多三级；也可以给自购佣金。",
    ),
    "Role": Word(
        "Role commission",
        "角色佣金",
        "Whoever is credited with the order earns: sharer, anchor, store, region.",
        "促成订单的人得佣：分享者、主播、门店、区域等，邀请人也可分得。",
    ),
    "Differential": Word(
        "Differential commission",
        "极差",
        "An upline earns only what his grade has above those nearer to the buyer.",
        "级差奖：上级只拿自己等级比下面高出来的那部分。",
    ),
    "PeerBonus": Word(
        "Peer bonus",
        "平级奖",
        "An upline of the same grade as an earner of a differential gets a bonus.",
        "拿到极差的人上面，同等级的上级得一份平级奖。",
    ),
    "PriceGap": Word(
        "Price gap",
        "价差",
        "A dealer earns what his grade's price is below that of those beneath him.",
        "代理差价：按各等级拿货价，赚下级价与自己价之间的差。",
    ),
    "Fee": Word(
        "Fee",
        "技术服务费",
        "A part that is kept back from the commissions of earlier rules.",
        "从前面规则的佣金里扣下一部分。",
    ),
    "Rebate": Word("Rebate", "返利", "The buyer gets something back.", "返给买家本人，即自购返。"),
    "Custom": Word(
        "Custom rule",
        "自定义规则",
        "A rule of the host's own, held to the same bounds.",
        "由接入方自己写的规则，同样受上限等约束。",
    ),
    "Row": Word(
        "Row of a table",
        "佣金表的一行",
        "For which lines, payees and amounts it stands, and what it pays.",
        "对哪些商品、哪些人、多大金额，付多少。",
    ),
}
"""What each kind of rule is, and a row of its table."""

_PAY = {
    "rates_ppm": Word(
        "Rates by place",
        "各位置比例",
        'Rates of the base, one a place, as "5.5%" or 55000 ppm.',
        "按佣金基数的比例，每个位置一个，写“5.5%”或 55000（百万分之）。",
    ),
    "units_minor": Word(
        "Amounts a piece by place",
        "各位置每件金额",
        "Fixed amounts for each piece, one a place, in minor units.",
        "每件固定金额，每个位置一个，以最小货币单位计（人民币为分）。",
    ),
    "orders_minor": Word(
        "Amounts an order by place",
        "各位置每单金额",
        "Fixed amounts for the whole order, one a place, in minor units.",
        "每单固定金额，每个位置一个，以最小货币单位计（人民币为分）。",
    ),
    "self_rate_ppm": Word(
        "Rate of own purchase",
        "自购比例",
        "The buyer's own rate; left out, there is no such slot.",
        "买家自购的佣金比例；不写则自购不发。",
    ),
    "self_unit_minor": Word(
        "Amount a piece of own purchase",
        "自购每件金额",
        "The buyer's own fixed amount for each piece, in minor units.",
        "买家自购每件的固定金额，以最小货币单位计（人民币为分）。",
    ),
}

_ROW = {
    "skus": Word("Articles", "商品规格", "For these articles.", "对这些 SKU。"),
    "products": Word("Products", "商品", "For these products.", "对这些商品。"),
    "categories": Word("Categories", "类目", "For these categories.", "对这些类目。"),
    "brands": Word("Brands", "品牌", "For these brands.", "对这些品牌。"),
    "merchants": Word("Merchants", "商家", "For orders of these merchants.", "对这些商家的订单。"),
    "grades": Word("Grades", "等级", "For payees of these grades.", "对这些等级的人。"),
    "channels": Word(
        "Channels", "渠道", "For orders sold by these channels.", "对来自这些渠道的订单。"
    ),
    "tenure_from_days": Word(
        "Promoter from",
        "成为分销员满",
        "For payees who have been promoters for at least so many days.",
        "对成为分销员至少满这么多天的人。",
    ),
    "tenure_until_days": Word(
        "Promoter until",
        "成为分销员不满",
        "For payees who have been promoters for less than so many days.",
        "对成为分销员不满这么多天的人（新人）。",
    ),
    "from_minor": Word(
        "From amount",
        "金额从",
        "For amounts of at least this, in minor units.",
        "金额达到这么多（含），以最小货币单位计（人民币为分）。",
    ),
    "until_minor": Word(
        "Until amount",
        "金额到",
        "For amounts of less than this, in minor units.",
        "金额小于这么多（不含），以最小货币单位计（人民币为分）。",
    ),
}

_RULE = {
    "rule_id": Word(
        "Rule name",
        "规则编号",
        "Its name in the plan, in traces and reports.",
        "规则在方案、说明和报表里的名字。",
    ),
    "when": Word("Condition", "适用条件", "Which lines it pays on.", "在哪些商品行上发。"),
    "rows": Word(
        "Table",
        "佣金表",
        "The narrowest matching row counts, then the first; else the rule's own amounts.",
        "取范围最窄的一行，同样窄取写在前面的；都不符合用规则自己的。",
    ),
    "base": Word(
        "Base",
        "佣金基数",
        "What its rates are taken of: what was paid, goods, list price, profit or others.",
        "比例按什么算：实付、货款、标价、毛利、券前、扣手续费后、他人佣金。",
    ),
    "of": Word(
        "Commission of",
        "以哪条规则为准",
        'With the base "commission": the earlier rule whose commission it is.',
        "基数为佣金（commission）时，按前面哪条规则的佣金算。",
    ),
    "tenders_left_out": Word(
        "Tenders left out",
        "不计的支付方式",
        "Tenders that do not count in the base, as points or gift cards.",
        "不计入基数的支付方式，如积分、礼品卡。",
    ),
    "coupon_funders": Word(
        "Coupon funders",
        "优惠券出资方",
        'With the base "before_coupon": whose part of a coupon counts.',
        "基数为券前金额时，谁出资的优惠券算回来。",
    ),
    "funded_by": Word(
        "Funded by",
        "谁出钱",
        "Who bears it: platform, merchant, or an earlier rule out of whose commission.",
        "由平台、商家承担，或写前面一条规则的编号，从它的佣金里出。",
    ),
    "earner": Word(
        "Who may earn",
        "得佣资格",
        "Who may earn; left out, the plan's.",
        "谁有资格拿；不写则按方案的。",
    ),
    "unfit": Word(
        "Who may not earn",
        "不合格者的名额",
        "The slot of an upline who may not earn; left out, the plan's.",
        "上级不合格时名额怎么办；不写则按方案的。",
    ),
    "amount_of": Word(
        "Amount of",
        "金额口径",
        "What the amounts of rows measure: what was paid for the line, or for the order.",
        "佣金表里的金额指什么：该行实付，或整单实付。",
    ),
    "rounding": Word(
        "Rounding",
        "取整方式",
        "How its amounts are rounded, once: down, half up, or half to even.",
        "怎样取整（只取一次）：向下、四舍五入、银行家舍入。",
    ),
    "scope": Word(
        "Rounded once for",
        "取整范围",
        "What is rounded once: a piece, a line, or all lines of an order together.",
        "在哪一层取整：每件、每行，或整单合计。",
    ),
    "refund": Word(
        "What a refund leaves",
        "退款后",
        "What a refund leaves: by the terms of the sale, of what was posted, or anew.",
        "退款后剩多少：按成交时的条款、按已记金额，或按剩余重算。",
    ),
    "order_cap_minor": Word(
        "Cap of a payee",
        "每人每单封顶",
        "The most that one payee gets by it from one order, in minor units.",
        "一个人在一笔订单里按这条规则最多拿多少（人民币为分）。",
    ),
}

_KIND = Word("Kind", "规则类型", "Which kind of rule it is.", "这是哪一种规则。")
_DEPTH = Word("Depth", "看几级", "How many uplines it looks at, 1 to 3.", "往上看几级，1 到 3。")

RULE_FIELDS: dict[str, dict[str, Word]] = {
    "Pay": _PAY,
    "Row": _ROW,
    "RuleFields": _RULE,
    "Levels": {"kind": _KIND},
    "Role": {
        "role": Word(
            "Role",
            "角色",
            "For what somebody is credited with the order.",
            "因为什么算作促成订单：链接、主播间、门店、区域等。",
        ),
        "inviter_relation": Word(
            "Relation of inviters",
            "邀请人关系",
            "In which relation a holder's inviters stand above him.",
            "持有人的邀请人按哪一种关系往上找。",
        ),
        "has_own_sales": Word(
            "Own purchases",
            "自购是否得佣",
            "Whether a holder who is the buyer himself earns.",
            "持有人自己就是买家时是否也得佣。",
        ),
        "remainder": Word(
            "Odd units",
            "零头归谁",
            "Whose the odd units are where several holders share.",
            "几个人平分时除不尽的零头归谁。",
        ),
        "kind": _KIND,
    },
    "Differential": {
        "depth": _DEPTH,
        "has_own_sales": Word(
            "Own purchases",
            "自购是否得佣",
            "Whether the buyer earns his own grade's amount, below all others.",
            "买家是否先拿自己等级的那一份，上面再算差额。",
        ),
        "kind": _KIND,
    },
    "PeerBonus": {
        "base": Word(
            "Base",
            "佣金基数",
            'What its rates are taken of; "commission" is what the earner gets.',
            "比例按什么算；默认按拿到极差的人所得（commission）。",
        ),
        "kind": _KIND,
    },
    "PriceGap": {
        "base": Word(
            "Base",
            "佣金基数",
            "What a price in percent is a percent of; the list price where nothing is said.",
            "拿货价写成比例时按什么算；默认按标价。",
        ),
        "depth": _DEPTH,
        "kind": _KIND,
    },
    "Fee": {
        "rule_id": _RULE["rule_id"],
        "of_rules": Word(
            "Kept from",
            "从哪些规则扣",
            "The earlier rules out of whose commissions it is kept.",
            "从前面哪些规则的佣金里扣。",
        ),
        "rate_ppm": Word("Rate", "扣除比例", "The part that is kept back.", "扣下的比例。"),
        "kind": _KIND,
    },
    "Rebate": {"kind": _KIND},
    "Custom": {
        "custom": Word(
            "Host's rule",
            "规则名",
            "The name of the host's rule, passed in the policy from Python.",
            "接入方规则的名字，由程序在结算政策里传入。",
        ),
        "at_most_ppm": Word(
            "At most",
            "最多",
            "The most that it may pay on a line, of what was paid for it.",
            "每一行最多付多少，按该行实付的比例。",
        ),
        "kind": _KIND,
    },
}
"""The fields of rules and rows, by the class that declares them."""
