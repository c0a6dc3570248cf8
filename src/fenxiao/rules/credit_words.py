"""Words of credits (归因用语): what the fields of attribution in a policy file are called and say.

Source: docs/policy.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["CREDIT_FIELDS", "CREDIT_KINDS"]

CREDIT_KINDS: dict[str, Word] = {
    "AttributionPolicy": Word(
        "Attribution",
        "归因规则",
        "Who is credited with orders from a date on.",
        "从某日起订单归功于谁。",
    ),
    "CreditRule": Word(
        "Attribution rule",
        "归因条款",
        "For what somebody is credited, and when.",
        "因什么、在什么条件下归功于某人。",
    ),
    "StorefrontPolicy": Word(
        "Storefront",
        "店铺规则",
        "Whose store a visitor sees from a date on.",
        "从某日起访客看到谁的店。",
    ),
}
"""What each class is."""

CREDIT_FIELDS: dict[str, dict[str, Word]] = {
    "AttributionPolicy": {
        "rules": Word(
            "Rules", "归因条款", "One a kind, in order of precedence.", "每类一条，按先后次序排列。"
        ),
        "effective_from": Word(
            "In force from",
            "生效时间",
            "From when it is in force; left out, always.",
            "从何时起生效；不写则一直有效。",
        ),
        "visit_limit": Word(
            "Visits looked at",
            "查看来访数",
            "How many of the buyer's newest visits an order looks at.",
            "一单看买家最近多少次来访。",
        ),
    },
    "CreditRule": {
        "kind": Word("Kind", "归因种类", "For what somebody is credited.", "因什么归因。"),
        "channels": Word(
            "Channels",
            "渠道",
            "Visits by these channels are claims; needs a window.",
            "这些渠道的来访算依据；须有时间窗。",
        ),
        "relation": Word(
            "Relation",
            "关系",
            "Whoever stands directly above the buyer there has a claim.",
            "在该关系里直接站在买家上面的人有依据。",
        ),
        "window_hours": Word(
            "Window in hours",
            "时间窗（小时）",
            "How long a claim counts, in hours.",
            "依据有效多久，以小时计。",
        ),
        "window_days": Word(
            "Window in days",
            "时间窗（天）",
            "The same in days of 24 hours; one of the two.",
            "同上，以天计；二者选一。",
        ),
        "click": Word(
            "Which claim",
            "取哪次",
            "Which of several claims counts: the first, the last, or all by weight.",
            "多个依据取首次、末次，或全部按权重分。",
        ),
        "scope": Word(
            "Scope",
            "范围",
            "The whole order, or the lines of the article of the claim.",
            "整个订单，或只是依据所指商品的行。",
        ),
        "excludes": Word(
            "Excludes",
            "互斥种类",
            "Kinds further down that are shut out of a line credited here.",
            "此处归因的行上，排在后面的这些种类不再归因。",
        ),
        "is_self_allowed": Word(
            "Own orders",
            "是否允许自购",
            "Whether the buyer may be credited with his own order.",
            "买家能否因自己的订单得到归因。",
        ),
        "needs_listing": Word(
            "Needs listing",
            "须上架",
            "Whether only articles count that the holder's store lists.",
            "是否只算持有人店铺上架的商品。",
        ),
        "holder": Word("Holder", "持有人条件", "Who may be credited.", "谁可以得到归因。"),
    },
    "StorefrontPolicy": {
        "effective_from": Word(
            "In force from",
            "生效时间",
            "From when it is in force; left out, always.",
            "从何时起生效；不写则一直有效。",
        ),
        "relation": Word("Relation", "关系", "Whose uplines are asked.", "按哪种关系往上找。"),
        "keeper": Word("Keeper", "店主条件", "Who keeps a store.", "谁算有店。"),
        "sees_own": Word(
            "Sees his own",
            "看自己的店",
            "Whether a keeper sees his own store.",
            "店主是否看自己的店。",
        ),
        "when_away": Word(
            "When away",
            "店主不在时",
            "Whose store is seen where a keeper was suspended or has left.",
            "店主停用或离开时看谁的店：再上一级，或总部。",
        ),
        "headquarters_id": Word(
            "Headquarters",
            "总部",
            "Whose store is seen where there is nobody.",
            "上面无人时看谁的店。",
        ),
        "reach": Word("Reach", "往上找几级", "How many uplines are asked.", "往上找几个人。"),
    },
}
"""What each field says, by its class."""
