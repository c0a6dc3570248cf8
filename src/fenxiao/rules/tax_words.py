"""Words of tax (税务用语): what each field of a tax policy is called and what it says.

Source: docs/tax.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["TAX", "TAX_FIELDS", "TAX_KINDS"]

TAX: Word = Word(
    "Tax",
    "代扣税",
    "What is withheld from payouts; left out, nothing.",
    "打款时代扣什么税；不写则不扣。",
)
"""What the field of a policy is called, and what it says."""

TAX_KINDS: dict[str, Word] = {
    "TaxPolicy": Word("Tax", "代扣税政策", "What is withheld from payouts.", "打款时代扣什么税。"),
    "TaxRule": Word(
        "Tax rule", "计税规则", "A scheme, and for whom it holds.", "一种计税办法及其适用对象。"
    ),
    "TaxScheme": Word(
        "Tax scheme",
        "计税办法",
        "The figures by which tax is withheld.",
        "计税所用的各项数字。",
    ),
    "TaxBand": Word(
        "Band", "级距", "A rate on what lies above an amount.", "超过某金额部分的税率。"
    ),
    "Vat": Word(
        "Value-added tax",
        "增值税",
        "Value-added tax filed on behalf of a person.",
        "为个人代办的增值税。",
    ),
    "Surcharge": Word(
        "Surcharge", "附加税费", "A tax on the value-added tax.", "以增值税为基数的税费。"
    ),
    "TaxSource": Word("Source", "依据", "Where a figure is from.", "某项数字出自何处。"),
}
"""What each class is."""

TAX_FIELDS: dict[str, dict[str, Word]] = {
    "TaxPolicy": {
        "rules": Word(
            "Rules",
            "规则",
            "Which scheme holds for whom, past ones too; one that names the payer goes first,"
            " then one that names the kind, then the latest.",
            "谁适用哪种办法，过去的也保留；指明付款主体的优先，其次指明收款人类型的，再次最新的。",
        ),
        "utc_offset_minutes": Word(
            "Offset",
            "时区偏移",
            "Where months begin: minutes east of UTC.",
            "月份从何处起算：UTC 以东的分钟数。",
        ),
    },
    "TaxRule": {
        "scheme": Word("Scheme", "计税办法", "By what tax is withheld.", "按什么办法代扣。"),
        "currency": Word("Currency", "币种", "Of the payouts.", "打款的币种。"),
        "kinds": Word(
            "Kinds of payees",
            "收款人类型",
            "For whom; left out, for every kind that no other rule names.",
            "适用哪些收款人；不写则为其他规则未指明的各类。",
        ),
        "payers": Word(
            "Payers",
            "付款主体",
            "Whose payouts; left out, those of every payer that no other rule names.",
            "哪些主体的打款；不写则为其他规则未指明的各主体。",
        ),
        "effective_from": Word(
            "In force from",
            "生效时间",
            "From when it holds; left out, always.",
            "自何时适用；不写则一直。",
        ),
    },
    "TaxScheme": {
        "scheme_id": Word(
            "Name",
            "名称",
            "Its name; versions of one scheme share it, and so share their year.",
            "名称；同一办法的各版本同名，年度累计相通。",
        ),
        "method": Word(
            "Method",
            "方法",
            "One of `none`, `occurrence`, `cumulative` and `backup`.",
            "`none` 不扣、`occurrence` 按次、`cumulative` 累计、`backup` 备用预扣。",
        ),
        "bands": Word("Bands", "级距", "Rates of what is left, lowest first.", "税率，由低到高。"),
        "cost_ppm": Word(
            "Costs", "费用比例", "What is taken off as costs, in ppm.", "按收入扣除的费用，ppm。"
        ),
        "small_up_to_minor": Word(
            "Small up to",
            "小额上限",
            "Up to this income the costs are a fixed amount, in minor units.",
            "不超过此收入的，费用为定额，最小货币单位。",
        ),
        "small_cost_minor": Word(
            "Costs of a small one",
            "小额费用",
            "That amount, in minor units.",
            "该定额，最小货币单位。",
        ),
        "is_by_month": Word(
            "By the month",
            "按月为一次",
            "Whether all of a month is one occurrence.",
            "一个月的收入是否作为一次。",
        ),
        "allowance_minor": Word(
            "Allowance",
            "每月减除费用",
            "What is taken off for each month of the run, in minor units.",
            "连续期内每月减除的金额，最小货币单位。",
        ),
        "restarts": Word(
            "Restarts",
            "中断重算",
            "Whether a month without a payment ends the run.",
            "中断一个月后是否重新起算。",
        ),
        "vat": Word(
            "Value-added tax",
            "增值税",
            "Filed on behalf of the person; left out, none.",
            "代办的增值税；不写则无。",
        ),
        "rate_ppm": Word(
            "Flat rate", "固定税率", "The rate of a backup, in ppm.", "备用预扣的税率，ppm。"
        ),
        "from_minor": Word(
            "From",
            "起扣额",
            "What must be paid in the year before a backup begins, in minor units.",
            "当年付款达到多少开始备用预扣，最小货币单位。",
        ),
        "sources": Word("Sources", "依据", "Where the figures are from.", "各项数字的出处。"),
    },
    "TaxBand": {
        "above_minor": Word(
            "Above", "超过", "Above this amount, in minor units.", "超过此金额，最小货币单位。"
        ),
        "rate_ppm": Word("Rate", "税率", "Of the part above, in ppm.", "超过部分的税率，ppm。"),
    },
    "Vat": {
        "free_up_to_minor": Word(
            "Free up to",
            "免征上限",
            "Sales of a month without the tax, up to which none is due, in minor units.",
            "月不含税销售额不超过此数免征，最小货币单位。",
        ),
        "rate_ppm": Word(
            "Rate", "征收率", "Of the sales without the tax, in ppm.", "对不含税销售额，ppm。"
        ),
        "surcharges": Word(
            "Surcharges", "附加税费", "What is due on top.", "以增值税为基数另征的税费。"
        ),
    },
    "Surcharge": {
        "name": Word("Name", "名称", "Which.", "哪一种。"),
        "rate_ppm": Word("Rate", "比率", "Of the value-added tax, in ppm.", "对增值税额，ppm。"),
    },
    "TaxSource": {
        "figure": Word("Figure", "数字", "The field's name.", "字段名。"),
        "text": Word("Act", "文件", "The act, with its number and date.", "文件名称、文号与日期。"),
    },
}
"""What each field says, by its class."""
