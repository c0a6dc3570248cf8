"""Words of plans and campaigns (方案用语): what each field is called and what it says.

One row a field: a title and one sentence, in English and in Chinese. The schemas for
editors, the tables of the documentation and the comparison of plans are made from them.

Source: docs/rules/plan-files.md.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PLAN_FIELDS", "PLAN_KINDS", "Word"]


class Word(NamedTuple):
    """What a field is called and what it says, in English and in Chinese."""

    title: str
    title_zh: str
    text: str
    text_zh: str


PLAN_KINDS: dict[str, Word] = {
    "Plan": Word(
        "Plan",
        "分佣方案",
        "What is paid for which lines, proved against a ceiling before it pays.",
        "什么商品付多少佣金；上线前先证明任何一行都不超过上限。",
    ),
    "Condition": Word(
        "Condition",
        "适用条件",
        "Which lines, buyers and amounts are looked at; what is left out asks nothing.",
        "看哪些商品行、哪些买家、多大金额；不写的就不限制。",
    ),
    "Who": Word(
        "Condition on a member",
        "人员条件",
        "What a member must be; what is left out is not asked.",
        "对会员的要求；不写的就不限制。",
    ),
    "Campaign": Word(
        "Campaign",
        "活动",
        "What lies over a plan for a time: more rules, factors, rules taken away.",
        "一段时间内叠加在方案上的内容：加规则、翻倍、停用规则。",
    ),
    "Multiply": Word(
        "Factor",
        "倍率",
        "A factor on the amounts of one rule, for all payees or for some.",
        "把某条规则的佣金乘上倍率，可以只对部分人。",
    ),
}
"""What each class of a plan file is, beside the rules."""

_WRITTEN = {
    "plan_id": Word(
        "Plan name",
        "方案编号",
        "Its name in terms, traces and reports; each version has its own.",
        "出现在结算条款、说明和报表里的名字；每个版本各有一个。",
    ),
    "effective_from": Word(
        "In force from",
        "生效时间",
        "From when it is in force, that instant included; with an offset, as in +08:00.",
        "从这一时刻起生效（含该时刻）；必须带时区，如 +08:00。",
    ),
    "ceiling_ppm": Word(
        "Ceiling",
        "佣金上限",
        "The most that any line may pay by all rules together, of what was paid for it.",
        "任何一行所有规则合计最多付多少，按该行实付金额的比例。",
    ),
    "rules": Word(
        "Rules",
        "规则",
        "The rules, in the order in which ties are settled.",
        "各条规则；先后顺序决定裁减时谁先得。",
    ),
    "merchant_id": Word(
        "Merchant",
        "商家",
        "Whose orders it is for; left out, all merchants without a plan of their own.",
        "只管这个商家的订单；不写则适用于没有自己方案的所有商家。",
    ),
    "trim": Word(
        "Trim",
        "超上限时",
        "Where the rules exceed the ceiling: refuse the plan, fill from the nearest"
        " payee outward, or lower all rates in proportion.",
        "规则合计超过上限时：拒绝加载、从离买家最近的人开始发满为止、或按比例下调。",
    ),
    "currency": Word(
        "Currency",
        "币种",
        "ISO 4217 code of the amounts that rules name; then no other currency is settled.",
        "规则里写了固定金额时的币种（ISO 4217）；写了就只结算这一币种。",
    ),
    "terms_at": Word(
        "Terms as of",
        "取哪个时刻",
        "Which instant of an order chooses plan, bindings and grades: paid, placed, or"
        " first capture.",
        "按订单的哪个时刻取方案、绑定关系和等级：支付、下单或首次扣款。",
    ),
    "earner": Word(
        "Who may earn",
        "得佣资格",
        "Who may earn, where a rule does not say otherwise.",
        "谁有资格拿佣金；规则自己另有规定的除外。",
    ),
    "unfit": Word(
        "Who may not earn",
        "不合格者的名额",
        "The slot of an upline who may not earn: the platform keeps it, nobody from him on"
        " earns, or the next one moves up.",
        "上级不合格时：名额归平台、从他起往上都不发、或由再上一级顶上。",
    ),
    "merges_persons": Word(
        "Merge accounts of one person",
        "合并同一人账号",
        "Whether several accounts of one person are paid as one.",
        "同一个人的多个账号是否合并成一个人来付。",
    ),
    "order_cap_minor": Word(
        "Cap of an order",
        "单笔订单封顶",
        "The most that one order may pay in all, in minor units.",
        "一笔订单合计最多付多少，以最小货币单位计（人民币为分）。",
    ),
    "spared_refunds": Word(
        "Refunds that spare commission",
        "不扣佣的退款",
        "Money of these kinds goes back without taking commission back.",
        "这些类型的退款（只退钱、不退货）不收回佣金。",
    ),
    "absorbed_refunds": Word(
        "Refunds that the platform bears",
        "平台承担的退款",
        "What goes back by these kinds is borne by the platform, not by who sold.",
        "这些类型的退款由平台承担，不由卖家承担。",
    ),
    "least_margin_ppm": Word(
        "Least margin",
        "毛利率下限",
        "What the goods leave at least of what is paid for them, before commission; no line"
        " may pay more commission than that.",
        "货品毛利率下限（未扣佣金）；任何一行的佣金都不得超过它。",
    ),
    "period_rules": Word(
        "Period rules",
        "周期规则",
        "What is paid when a period closes, in the order in which the ceiling is filled.",
        "周期关账时发什么；先后顺序决定上限内谁先得。",
    ),
}

_CONDITION = {
    "line_kinds": Word(
        "Kinds of line", "行类型", "Kinds of line that it takes.", "只看这些类型的行，如运费。"
    ),
    "skus": Word("Articles", "商品规格", "Articles that it takes.", "只看这些 SKU。"),
    "products": Word("Products", "商品", "Products that it takes.", "只看这些商品。"),
    "categories": Word("Categories", "类目", "Categories that it takes.", "只看这些类目。"),
    "brands": Word("Brands", "品牌", "Brands that it takes.", "只看这些品牌。"),
    "merchants": Word(
        "Merchants", "商家", "Merchants whose orders it takes.", "只看这些商家的订单。"
    ),
    "channels": Word(
        "Channels",
        "渠道",
        "Channels by which the order must have been sold.",
        "订单必须来自这些渠道，如直播间、社群。",
    ),
    "without_skus": Word(
        "Without articles", "排除的规格", "Articles that it leaves out.", "不看这些 SKU。"
    ),
    "without_products": Word(
        "Without products", "排除的商品", "Products that it leaves out.", "不看这些商品。"
    ),
    "without_categories": Word(
        "Without categories", "排除的类目", "Categories that it leaves out.", "不看这些类目。"
    ),
    "without_brands": Word(
        "Without brands", "排除的品牌", "Brands that it leaves out.", "不看这些品牌。"
    ),
    "buyer": Word("Buyer", "买家", "Whose purchases it takes.", "只看符合条件的买家的订单。"),
    "is_first_order": Word(
        "First order",
        "是否首单",
        "Whether it must, or must not, be the buyer's first order; left out, either.",
        "true 只看买家首单，false 只看复购；不写则都看。",
    ),
    "at_least_minor": Word(
        "From amount",
        "起付金额",
        "The amount from which on it looks, that amount included, in minor units.",
        "达到这个金额才看（含），以最小货币单位计（人民币为分）。",
    ),
    "amount_of": Word(
        "Amount of",
        "金额口径",
        "What that amount measures: what was paid for the line, or for the whole order.",
        "这个金额指什么：该行实付，或整单实付。",
    ),
}

_WHO = {
    "statuses": Word(
        "Statuses", "身份状态", "His status is one of these.", "分销员状态是其中之一。"
    ),
    "grades": Word("Grades", "等级", "His grade is one of these.", "等级是其中之一。"),
    "is_registered": Word(
        "Registered",
        "是否已注册",
        "Whether he must, or must not, have registered.",
        "true 要求已注册，false 要求未注册。",
    ),
    "is_verified": Word(
        "Verified",
        "是否已实名",
        "Whether his identity must, or must not, have been verified.",
        "true 要求已实名，false 要求未实名。",
    ),
    "has_bought": Word(
        "Has bought",
        "是否买过",
        "Whether he must, or must not, have paid an order.",
        "true 要求付过订单，false 要求没付过。",
    ),
}

_CAMPAIGN = {
    "campaign_id": Word(
        "Campaign name",
        "活动编号",
        "Its name in terms, traces and reports.",
        "出现在结算条款、说明和报表里的名字。",
    ),
    "starts_at": Word(
        "Starts at",
        "开始时间",
        "From when it is in force, that instant included.",
        "从这一时刻起有效（含该时刻）。",
    ),
    "ends_at": Word(
        "Ends at",
        "结束时间",
        "Until when it is in force, that instant left out.",
        "到这一时刻为止（不含该时刻）。",
    ),
    "merchants": Word(
        "Merchants",
        "商家",
        "Over whose plans it lies; left out, over all.",
        "叠加在这些商家的方案上；不写则全部。",
    ),
    "order": Word(
        "Order",
        "次序",
        "Its place among campaigns in force at one time, the lowest first.",
        "同时有效的活动谁先谁后，数字小的在前。",
    ),
    "when": Word("Condition", "适用条件", "The lines that it takes.", "活动覆盖哪些商品行。"),
    "multiplies": Word(
        "Factors",
        "倍率",
        "Factors on the amounts of the plan's rules.",
        "把方案里某些规则的佣金乘上倍率。",
    ),
    "rules": Word(
        "Added rules",
        "新增规则",
        "Rules that it adds, with names of their own.",
        "活动期间另加的规则，名字不得与方案里的重复。",
    ),
    "replaces": Word(
        "Replaced rules",
        "停用规则",
        "Rules of the plan that do not pay on the lines that it takes.",
        "活动覆盖的行上，方案里的这些规则不发。",
    ),
    "excludes": Word(
        "Excluded campaigns",
        "互斥活动",
        "Campaigns of a later place that do not apply to the lines that it takes.",
        "活动覆盖的行上，次序在后的这些活动不再生效。",
    ),
    "ceiling_ppm": Word(
        "Ceiling",
        "佣金上限",
        "The ceiling while it is in force; left out, the plan's.",
        "活动期间的上限；不写则沿用方案的。",
    ),
    "budget_minor": Word(
        "Budget",
        "活动预算",
        "The most that its rules pay in a period, until it is spent, in minor units; then they"
        " pay when the period closes.",
        "活动规则一个周期最多发多少，发完为止，以最小货币单位计（人民币为分）；写了就在周期关账时发。",
    ),
}

_MULTIPLY = {
    "rule_id": Word("Rule", "规则", "The rule of the plan.", "方案里的哪条规则。"),
    "factor_ppm": Word(
        "Factor",
        "倍率",
        'The factor: double is "200%" or 2000000; at most 1000%.',
        "倍率：翻倍写“200%”或 2000000；最多 1000%。",
    ),
    "grades": Word(
        "Grades",
        "等级",
        "Payees of these grades; left out, of all.",
        "只对这些等级的人；不写则不限。",
    ),
    "tenure_from_days": Word(
        "Promoter from",
        "成为分销员满",
        "Payees who have been promoters for at least so many days.",
        "成为分销员至少满这么多天的人。",
    ),
    "tenure_until_days": Word(
        "Promoter until",
        "成为分销员不满",
        "Payees who have been promoters for less than so many days.",
        "成为分销员不满这么多天的人（新人）。",
    ),
}

PLAN_FIELDS: dict[str, dict[str, Word]] = {
    "Written": _WRITTEN,
    "Condition": _CONDITION,
    "Who": _WHO,
    "Campaign": _CAMPAIGN,
    "Multiply": _MULTIPLY,
}
"""The fields of plans, conditions and campaigns, by the class that declares them."""
