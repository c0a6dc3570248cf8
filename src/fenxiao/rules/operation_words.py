"""Words of money (资金用语): what holding, payouts and operations in a policy file are called.

Source: docs/policy.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["OPERATION_FIELDS", "OPERATION_KINDS"]

OPERATION_KINDS: dict[str, Word] = {
    "Holding": Word(
        "Holding period",
        "冻结期",
        "How long an earned commission is held after receipt.",
        "确认收货后佣金冻结多久。",
    ),
    "PayoutPolicy": Word("Payouts", "提现规则", "What a withdrawal must keep.", "提现须遵守什么。"),
    "Minimum": Word(
        "Threshold",
        "提现额度",
        "The least that is paid out at once in a currency.",
        "某个币种一次至少提多少。",
    ),
    "Operations": Word(
        "Operations by hand",
        "人工操作",
        "What persons may do to wallets.",
        "人工可以对钱包做什么。",
    ),
    "PlanCorrection": Word(
        "Correction",
        "方案更正",
        "The plan by which orders are settled again that a wrong one settled.",
        "某段时间内方案有误，订单改按哪个方案重新结算。",
    ),
}
"""What each class is."""

OPERATION_FIELDS: dict[str, dict[str, Word]] = {
    "Holding": {
        "holding_days": Word(
            "Days held", "冻结天数", "Days of 24 hours, 0 to 3650.", "以 24 小时为一天，0 到 3650。"
        ),
        "recheck": Word(
            "Looked at again", "到期复核", "Whom its end sets money free for.", "到期时给谁解冻。"
        ),
        "stops_risk": Word(
            "Stops risk",
            "风险拦截",
            "From which risk mark on its end sets nothing free.",
            "从哪一级风险标记起，到期不解冻。",
        ),
    },
    "PayoutPolicy": {
        "minimums": Word(
            "Thresholds",
            "提现额度",
            "The least that is paid out at once, one a currency.",
            "一次至少提多少，每个币种一条。",
        ),
    },
    "Minimum": {
        "currency": Word("Currency", "币种", "ISO 4217 code.", "ISO 4217 代码。"),
        "amount_minor": Word(
            "Least amount",
            "最低金额",
            "The least that is paid out at once, in minor units.",
            "一次至少付多少，以最小货币单位计（人民币为分）。",
        ),
    },
    "Operations": {
        "may_adjust_below_zero": Word(
            "May adjust below zero",
            "可否调成负数",
            "Whether an adjustment may take more than is available.",
            "人工调减能否超过可提现余额。",
        ),
    },
    "PlanCorrection": {
        "correction_id": Word(
            "Correction", "更正编号", "Its name, in events and terms.", "名称，事件与条款中引用。"
        ),
        "starts_at": Word(
            "From",
            "起",
            "From which instant of terms it counts, that instant included.",
            "从条款的哪个时刻起适用，含该时刻。",
        ),
        "ends_at": Word(
            "Until", "止", "Until which instant, that instant left out.", "到哪个时刻为止，不含。"
        ),
        "plan": Word(
            "Plan",
            "改用方案",
            "The plan to settle by; its merchant, if it has one, is whose orders are meant.",
            "改按哪个方案结算；方案写了商家的，只管该商家的订单。",
        ),
    },
}
"""What each field says, by its class."""
