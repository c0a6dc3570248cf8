"""Words of ledgers (账簿用语): what each field of a ledger policy is called and what it says.

Source: docs/trade.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["LEDGER", "LEDGER_FIELDS", "LEDGER_KINDS"]

LEDGER: Word = Word(
    "Ledger",
    "交易记账",
    "What is on the books besides commissions; left out, commissions alone.",
    "除佣金以外账上记什么；不写则只记佣金。",
)
"""What the field of a policy is called, and what it says."""

LEDGER_KINDS: dict[str, Word] = {
    "LedgerPolicy": Word(
        "Ledger",
        "账簿政策",
        "What is on the books besides commissions.",
        "除佣金以外账上记什么。",
    ),
    "PayerBooks": Word(
        "Books of a payer",
        "记账方式",
        "In whose name a payer sells, and who bears what.",
        "付款主体以谁的名义销售，各项由谁承担。",
    ),
    "MerchantFee": Word(
        "Fee of a merchant",
        "商家服务费率",
        "What the platform keeps of one merchant's takings.",
        "平台从某商家货款中收取多少。",
    ),
    "SupplierTerms": Word(
        "Supplier's terms", "供应商账期", "When a supplier is due.", "供应商货款何时到期。"
    ),
    "AccountLimit": Word(
        "Limit of an account",
        "余额限制",
        "How low and how high balances of an account may be.",
        "某科目余额最低、最高多少。",
    ),
}
"""What each class of a ledger policy is."""

LEDGER_FIELDS: dict[str, dict[str, Word]] = {
    "LedgerPolicy": {
        "payers": Word(
            "Payers",
            "付款主体",
            "How each payer's trade is posted; who is not named posts commissions alone.",
            "每个付款主体怎样记账；未列出的只记佣金。",
        ),
        "suppliers": Word(
            "Suppliers",
            "供应商",
            "When each supplier is due; who is not named is due at once.",
            "每个供应商何时到期；未列出的立即到期。",
        ),
        "limits": Word(
            "Limits",
            "余额限制",
            "What balances must keep; audits look at it.",
            "余额须遵守什么，由审计检查。",
        ),
    },
    "PayerBooks": {
        "payer_id": Word("Payer", "付款主体", "The legal entity.", "法律主体。"),
        "mode": Word(
            "Mode",
            "记账模式",
            "Commissions alone, principal (sells himself) or agent (sells for merchants).",
            "只记佣金、自营，或代销。",
        ),
        "fee_ppm": Word(
            "Fee",
            "服务费率",
            "What an agent keeps of a merchant's takings, freight left out, in ppm.",
            "代销时从商家货款（不含运费）中收取多少，单位百万分之一。",
        ),
        "merchant_fees": Word(
            "Fees of merchants",
            "商家服务费率",
            "Rates of merchants who have one of their own.",
            "有单独费率的商家。",
        ),
        "collection_fee": Word(
            "Gateways' fees",
            "收款手续费",
            "Who bears what gateways keep: the platform or the merchant.",
            "支付通道手续费由平台还是商家承担。",
        ),
        "freight": Word(
            "Freight",
            "运费",
            "Who has the freight that an agent collects: the platform or the merchant.",
            "代销收取的运费归平台还是商家。",
        ),
        "free_tenders": Word(
            "Free tenders",
            "免手续费支付方式",
            "Means of payment of which no gateway keeps anything.",
            "不收手续费的支付方式。",
        ),
    },
    "MerchantFee": {
        "merchant_id": Word("Merchant", "商家", "The merchant.", "商家。"),
        "fee_ppm": Word("Fee", "服务费率", "His rate, in ppm.", "该商家的费率，单位百万分之一。"),
    },
    "SupplierTerms": {
        "supplier_id": Word("Supplier", "供应商", "The supplier.", "供应商。"),
        "due_days": Word(
            "Days until due",
            "账期天数",
            "Days of 24 hours after the delivery, or after the cut-off behind it.",
            "收货后或其后的对账日起多少天（每天 24 小时）。",
        ),
        "cut_offs": Word(
            "Cut-offs",
            "对账日",
            "Instants at which deliveries are added up; none counts from each delivery.",
            "汇总对账的时刻；不写则逐单起算。",
        ),
    },
    "AccountLimit": {
        "account": Word("Account", "科目", "The account, of the chart.", "科目表中的科目。"),
        "least_minor": Word(
            "Least",
            "最低",
            "The least of each of its balances, in minor units; left out, without limit.",
            "每个余额最低多少，最小货币单位；不写则不限。",
        ),
        "most_minor": Word(
            "Most",
            "最高",
            "The most of each of its balances, in minor units; left out, without limit.",
            "每个余额最高多少，最小货币单位；不写则不限。",
        ),
        "party_id": Word(
            "Party",
            "往来方",
            "Of this party alone, whose row goes before the one for all; left out, of all.",
            "只限此往来方，优先于不写往来方的一条；不写则限全部。",
        ),
    },
}
"""What each field says, by its class."""
