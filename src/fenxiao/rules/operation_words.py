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
    "WithdrawalRule": Word(
        "Rule of a currency",
        "币种提现规则",
        "What withdrawals in a currency must keep, cost, and wait for.",
        "某个币种提现的额度、费用、到账日与审批。",
    ),
    "WithdrawalFee": Word(
        "Fee",
        "提现手续费",
        "What a withdrawal costs the member.",
        "提现向会员收多少。",
    ),
    "Tier": Word(
        "Tier",
        "审批层级",
        "Who approves a batch of up to a total.",
        "总额在多少以内的批次由谁审批。",
    ),
    "BusinessDays": Word(
        "Business days",
        "工作日历",
        "Which days count, and when a day begins.",
        "哪些日子算工作日，一天从何时起算。",
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
    },
    "PayoutPolicy": {
        "minimums": Word(
            "Thresholds",
            "提现额度",
            "The least that is paid out at once, one a currency.",
            "一次至少提多少，每个币种一条。",
        ),
        "rules": Word(
            "Rules", "各币种规则", "All that is said of a currency.", "某个币种的全部规则。"
        ),
        "calendar": Word(
            "Calendar",
            "日历",
            "Which days are business days, and when a day begins.",
            "哪些日子是工作日，一天从何时起算。",
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
    "WithdrawalRule": {
        "currency": Word("Currency", "币种", "ISO 4217 code.", "ISO 4217 代码。"),
        "minimum_minor": Word(
            "Least",
            "最低金额",
            "The least that is paid out at once, in minor units.",
            "一次至少提多少，以最小货币单位计。",
        ),
        "maximum_minor": Word(
            "Most",
            "最高金额",
            "The most that is paid out at once, in minor units.",
            "一次最多提多少，以最小货币单位计。",
        ),
        "day_most_minor": Word(
            "Most of a day",
            "每日金额上限",
            "The most of one local day, in minor units.",
            "当地一天内最多提多少，以最小货币单位计。",
        ),
        "day_most_count": Word(
            "Number of a day",
            "每日次数上限",
            "How many withdrawals a local day may have.",
            "当地一天内最多提几次。",
        ),
        "cool_down_hours": Word(
            "Cool-down",
            "间隔小时数",
            "Hours from one withdrawal to the next.",
            "两次提现至少间隔几小时。",
        ),
        "automatic_below_minor": Word(
            "Automatic below",
            "免审额度",
            "Below this nobody need approve, in minor units.",
            "低于此金额免审批，以最小货币单位计。",
        ),
        "settle_after_business_days": Word(
            "Business days to wait",
            "到账工作日（T+N）",
            "How many business days later it is payable; 0 is at once.",
            "几个工作日后可打款；0 为即时。",
        ),
        "fee": Word("Fee", "手续费", "What it costs the member.", "向会员收多少。"),
        "tiers": Word(
            "Tiers", "审批层级", "Who approves a batch, by its total.", "按批次总额，由谁审批。"
        ),
    },
    "WithdrawalFee": {
        "rate_ppm": Word(
            "Share",
            "费率",
            "The share of what is not free, in ppm, floored.",
            "对非免费部分收取的比例，以 ppm 计，向下取整。",
        ),
        "least_minor": Word(
            "Least",
            "最低手续费",
            "The least that the share comes to, in minor units.",
            "按比例收取时的最低额，以最小货币单位计。",
        ),
        "most_minor": Word(
            "Most",
            "最高手续费",
            "The most that the share comes to, in minor units.",
            "按比例收取时的最高额，以最小货币单位计。",
        ),
        "fixed_minor": Word(
            "Fixed",
            "固定成本",
            "What is passed on besides, however much is free, in minor units.",
            "另行转嫁的固定成本，免费额度不减免，以最小货币单位计。",
        ),
        "free_count": Word(
            "Free withdrawals",
            "免费次数",
            "So many of a calendar month have no share.",
            "每个自然月前几次免比例部分。",
        ),
        "free_minor": Word(
            "Free amount",
            "免费额度",
            "Of the others, so much of a calendar month has none, in minor units.",
            "其余提现中每个自然月的免费额度，以最小货币单位计。",
        ),
        "is_kept_on_return": Word(
            "Kept on return",
            "退票不退费",
            "Whether it stays with the payer when paid money comes back.",
            "已付款项退回时，手续费是否不退。",
        ),
    },
    "Tier": {
        "up_to_minor": Word(
            "Up to",
            "总额上限",
            "The total up to which it holds, itself included, in minor units.",
            "总额不超过多少时适用（含），以最小货币单位计。",
        ),
        "checkers": Word("Persons", "审批人数", "How many persons must approve.", "须几人审批。"),
        "roles": Word(
            "Roles",
            "角色",
            "Of each of these roles one of them must be.",
            "审批人中每个角色至少一人。",
        ),
    },
    "BusinessDays": {
        "holidays": Word("Holidays", "节假日", "Days that do not count.", "不算工作日的日期。"),
        "workdays": Word(
            "Working days",
            "调休上班日",
            "Days of a weekend that count all the same.",
            "周末中照常上班的日期。",
        ),
        "weekend": Word(
            "Weekend",
            "周末",
            "Days of the week that do not count; Monday is 1.",
            "一周中不上班的日子，周一为 1。",
        ),
        "utc_offset_minutes": Word(
            "Ahead of UTC",
            "时差（分钟）",
            "By how many minutes the local day is ahead of UTC.",
            "当地日期比 UTC 早多少分钟。",
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
