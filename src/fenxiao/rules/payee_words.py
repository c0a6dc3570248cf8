"""Words of payees (收款人用语): what the rules about payees in a policy file are called.

Source: docs/policy.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["PAYEE", "PAYEE_FIELDS", "PAYEE_KINDS"]

PAYEE = Word(
    "Payees",
    "收款人",
    "Who is paid, and to which accounts; left out, nothing is asked of payees.",
    "向谁付款、付到哪些账户；不写则对收款人没有要求。",
)
"""What the part of the policy is."""

PAYEE_KINDS: dict[str, Word] = {
    "PayeePolicy": Word(
        "Payees",
        "收款人规则",
        "Who is paid, and how an account becomes one that is paid.",
        "向谁付款，账户怎样才能收款。",
    ),
    "PayeeRule": Word(
        "Kind that is paid",
        "可付款类型",
        "That a kind of payee is paid, and on what condition.",
        "某类收款人可以付款，及其条件。",
    ),
    "AloneLimit": Word(
        "Limit without a second person",
        "未复核限额",
        "What a payee is paid in all to accounts that no second person approved.",
        "未经第二人复核的账户累计可收多少。",
    ),
}
"""What each class is."""

PAYEE_FIELDS: dict[str, dict[str, Word]] = {
    "PayeePolicy": {
        "rules": Word(
            "Kinds that are paid",
            "可付款类型",
            "A rule for each kind; a kind without one is not paid.",
            "每类收款人一条；没有写的类型不付款。",
        ),
        "cool_down_hours": Word(
            "Cool-down",
            "冷静期（小时）",
            "How long a changed account waits before it is paid, 0 to 8760 hours.",
            "变更后的账户多少小时之后才能收款，0 到 8760。",
        ),
        "first_cool_down_hours": Word(
            "Cool-down of the first account",
            "首个账户冷静期（小时）",
            "The same of a payee's first account.",
            "收款人首个账户的冷静期。",
        ),
        "second_person": Word(
            "Second person",
            "第二人复核",
            "When another person must approve an account: always, above a limit, never.",
            "账户何时须由另一人复核：总是、超过限额、从不。",
        ),
        "alone": Word(
            "Limits without a second person",
            "未复核限额",
            "What is paid in all before the approval, one a currency; only with above.",
            "复核之前累计可付多少，每个币种一条；只用于超过限额时复核。",
        ),
        "effective_from": Word(
            "In force from",
            "生效时间",
            "From when withdrawals must keep it; left out, always.",
            "从何时起提现须遵守；不写则一直有效。",
        ),
    },
    "PayeeRule": {
        "kind": Word(
            "Kind",
            "类型",
            "Individual, sole trader or company; an employee is paid wages.",
            "个人、个体工商户或企业；员工发工资。",
        ),
        "payer_id": Word(
            "Payer",
            "付款主体",
            "By which payer; left out, by all that no other rule of the kind names.",
            "由哪个付款主体付；不写则为该类型其他规则没有写的全部主体。",
        ),
        "rails": Word(
            "Rails",
            "渠道",
            "Over which rails; empty, over any.",
            "走哪些渠道；空则不限。",
        ),
        "needs_identity": Word(
            "Needs a verified identity",
            "须实名",
            "Whether the member's identity must be verified.",
            "会员是否须实名认证。",
        ),
        "needs_invoice": Word(
            "Needs invoices",
            "须开票",
            "Whether no more is paid than his invoices cover.",
            "是否只付发票覆盖的金额。",
        ),
    },
    "AloneLimit": {
        "currency": Word("Currency", "币种", "ISO 4217 code.", "ISO 4217 代码。"),
        "amount_minor": Word(
            "Limit", "限额", "In minor units.", "以最小货币单位计（人民币为分）。"
        ),
    },
}
"""What each field says, by its class."""
