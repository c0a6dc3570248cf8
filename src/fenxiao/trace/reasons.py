"""Reasons (原因码): what each code in the terms of an order says, in each language.

Source: docs/rules/explanations.md, "Reasons".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from fenxiao.model.envelope import is_one_of

__all__ = [
    "BASE_NAMES",
    "DETAILED",
    "PHRASES",
    "REASONS",
    "ROLE_NAMES",
    "STEPS",
    "WORD_NAMES",
    "Language",
    "Reason",
    "check_language",
    "say",
]

Language = Literal["en", "zh"]


def check_language(language: object) -> None:
    """Refuse a language in which nothing is said.

    Raises:
        EventError: ``event.bad_field``.
    """
    is_one_of(language, get_args(Language), "language")


class Reason(NamedTuple):
    """What a code says, in each language."""

    code: str
    en: str
    zh: str


def say(table: Mapping[str, Reason], code: str, language: Language, **facts: object) -> str:
    """Return what a code says in a language, with its facts filled in.

    Examples:
        >>> say(STEPS, "fee", "en", rule_id="service")
        'the fee "service"'
    """
    row = table[code]
    return (row.zh if language == "zh" else row.en).format_map(facts)


def _table(*rows: tuple[str, str, str]) -> dict[str, Reason]:
    return {row[0]: Reason(*row) for row in rows}


_KEEPS = "; {keeper} keeps {would}"
_KEEPS_ZH = "，{would}归{keeper}"

REASONS = _table(
    (
        "paid",
        "{payee} earns {earned} = {exact}{floored}",
        "{payee}得{earned}＝{exact}{floored}",
    ),
    (
        "trimmed",
        "{payee} earns {earned}, to which the plan's ceiling cuts it, = {exact}{floored}",
        "{payee}得{earned}（受方案上限所限）＝{exact}{floored}",
    ),
    (
        "trimmed_out",
        "nobody is paid, since the slots before it use up the plan's ceiling",
        "不付，排在前面的份额已用尽方案上限",
    ),
    (
        "below_unit",
        "{payee} earns nothing: {amount} = {exact} is less than one unit",
        "{payee}不得：{amount}＝{exact}，不足一个最小单位",
    ),
    (
        "nothing_paid",
        "{payee} earns nothing: nothing was paid for the line",
        "{payee}不得：该行实付为零",
    ),
    (
        "nothing",
        "{payee} earns nothing: {amount} is nothing",
        "{payee}不得：{amount} 为零",
    ),
    (
        "opening",
        "{payee} earns {exact}, as the system before this one said{floored}",
        "{payee}得 {exact}，沿用旧系统的约定{floored}",
    ),
    (
        "no_upline",
        f"nobody stands there above the buyer{_KEEPS}",
        f"买家上方该层无人{_KEEPS_ZH}",
    ),
    (
        "no_holder",
        f"nobody is credited with the line by {{role}}{_KEEPS}",
        f"该行没有人计为{{role}}{_KEEPS_ZH}",
    ),
    (
        "condition",
        "the rule does not look at lines of this kind and category",
        "该行的类型或类目不在规则范围内",
    ),
    (
        "campaign",
        "the campaign that brought the rule does not apply to the line",
        "带来该规则的活动不适用于该行",
    ),
    ("replaced", "a campaign takes the rule away on the line", "该行上活动已停用此规则"),
    ("buyer", "the rule does not look at purchases of such a buyer", "该买家不在规则范围内"),
    (
        "first_order",
        "the rule tells first orders from later ones, and does not look at this one",
        "规则区分首单与非首单，不适用于本单",
    ),
    (
        "below_threshold",
        "what was paid is below the amount from which on the rule looks",
        "实付未达到规则的起算金额",
    ),
    ("rate_zero", "the rule pays 0% there", "规则在该层的比例为 0%"),
    (
        "self_off",
        "{payee} earns nothing: the rule pays nothing for such a purchase of one's own",
        "{payee}不得：规则不付此类自购",
    ),
    (
        "unfit",
        f"{{payee}} does not meet what the rule asks of an earner{_KEEPS}",
        f"{{payee}}不符合规则对得佣人的要求{_KEEPS_ZH}",
    ),
    (
        "stopped",
        f"{{payee}} stands above somebody who may not earn, where the rule stops{_KEEPS}",
        f"{{payee}}下方有人不可得佣，规则到此为止{_KEEPS_ZH}",
    ),
    (
        "compressed",
        "{payee} does not meet what the rule asks of an earner; the next one moves into his place",
        "{payee}不符合规则对得佣人的要求，由其上一位递补",
    ),
    (
        "same_person",
        f"{{payee}} is an account of the buyer's own person{_KEEPS}",
        f"{{payee}}与买家为同一人{_KEEPS_ZH}",
    ),
    (
        "self",
        f"{{payee}} is the buyer, and the rule pays nobody on his own purchase{_KEEPS}",
        f"{{payee}}即买家，规则不付自购{_KEEPS_ZH}",
    ),
    (
        "beyond_three",
        f"{{payee}} stands further than three above the buyer{_KEEPS}",
        f"{{payee}}在买家上方超过三层{_KEEPS_ZH}",
    ),
    (
        "holder_unpaid",
        f"{{payee}} stands above a holder who is not paid{_KEEPS}",
        f"{{payee}}下方的归因人未得佣{_KEEPS_ZH}",
    ),
    (
        "no_gap",
        "{payee} earns nothing: there is no gap between him and those below him",
        "{payee}不得：与下方之间没有差额",
    ),
    (
        "no_price",
        "{payee} earns nothing: no price is named for him",
        "{payee}不得：没有适用于他的价格",
    ),
    (
        "earns_gap",
        "{payee} earns a gap himself, so he is nobody's peer",
        "{payee}自己已得差额，不属平级",
    ),
    (
        "not_a_peer",
        "{payee} earns nothing: nobody of his grade earns a gap right below him",
        "{payee}不得：其下没有得差额的同等级者",
    ),
    (
        "peers_used",
        "{payee} earns nothing: nearer peers take all places of the rule",
        "{payee}不得：较近的平级者已占满规则的名额",
    ),
    ("fee", "the platform keeps {earned} = {exact}", "平台留取{earned}＝{exact}"),
)
"""What each reason code of a slot says."""

DETAILED = _table(
    (
        "trimmed",
        "{payee} earns {earned} = {exact}{floored}",
        "{payee}得{earned}＝{exact}{floored}",
    ),
    (
        "trimmed_out",
        "{payee} earns nothing: {amount} = {exact}",
        "{payee}不得：{amount}＝{exact}",
    ),
    (
        "below_unit",
        "{payee} earns nothing: {amount} = {exact}, less than one unit",
        "{payee}不得：{amount}＝{exact}，不足一个最小单位",
    ),
    (
        "rate_zero",
        "{payee} earns nothing: the rule names no amount for him there",
        "{payee}不得：规则在此没有给他的金额",
    ),
)
"""What a code says instead of a slot that stores how it came to its amount."""

STEPS = _table(
    ("ceiling", "the plan's ceiling", "方案上限"),
    ("fee", 'the fee "{rule_id}"', "服务费“{rule_id}”"),
    ("share", 'what "{rule_id}" is paid out of it', "从中支付的“{rule_id}”"),
    ("own_share", "what there is of the commission that pays it", "出资佣金的余额"),
    ("cap", "the rule's cap for one payee and order", "规则的每单每人封顶"),
    ("order_cap", "the plan's cap for an order", "方案的每单封顶"),
    ("unit", "rounding piece by piece", "按件取整"),
    ("floor", "rounding down", "向下取整"),
    ("half_up", "rounding half up", "四舍五入"),
    ("half_even", "rounding half to even", "四舍六入五成双"),
    ("remainder", "sharing whole units among the holders", "整数单位在归因人之间分配"),
)
"""What changed an exact amount after it was calculated; "fee" and "share" name a rule."""

BASE_NAMES = _table(
    ("paid", "paid", "实付"),
    ("goods", "goods", "商品款"),
    ("list", "list price", "标价"),
    ("profit", "profit", "毛利"),
    ("before_coupon", "paid and coupons", "券前价"),
    ("less_fee", "paid less the gateway's fee", "扣支付手续费后"),
    ("commission", "the commission", "佣金"),
)
"""What a rate was taken of."""

ROLE_NAMES = _table(
    ("relation", "relation", "绑定关系"),
    ("link", "link", "链接"),
    ("code", "code", "邀请码"),
    ("room", "room", "直播间"),
    ("traffic", "traffic", "引流"),
    ("store", "store", "门店"),
    ("region", "region", "区域"),
    ("staff", "staff", "员工"),
)
"""Each kind of credit by which somebody stands in a slot."""

WORD_NAMES = _table(
    ("sku", "sku {word}", "商品规格“{word}”"),
    ("product", "product {word}", "商品“{word}”"),
    ("category", "category {word}", "类目“{word}”"),
    ("brand", "brand {word}", "品牌“{word}”"),
    ("merchant", "merchant {word}", "商家“{word}”"),
)
"""By which word of the line a row of a table was found."""

PHRASES = _table(
    ("rate", "{rate} of {base}", "{base}的 {rate}"),
    ("based", "{name} {base} (paid {paid})", "{name} {base}（实付 {paid}）"),
    ("commission", "{name} {base}", "{name} {base}"),
    ("unit", "{unit} a piece × {quantity}", "每件 {unit}×{quantity}"),
    ("order", "the line's part of {order} an order", "每单 {order} 中该行的部分"),
    ("weight", " × {weight}/{weights} by weight", "×权重 {weight}/{weights}"),
    ("factor", " × {factor} by campaign{campaigns}", "×活动{campaigns} {factor}"),
    ("fraction", "{exact} minor units", "{exact} 个最小单位"),
    ("unsaid", "what the rule gives him", "规则所给"),
    ("gap", "the gap to those below him", "与下方之间的差额"),
    ("fee_of", "{rate} of the commission by {rules}", "{rules}佣金的 {rate}"),
    ("no_fee", "{rate} of no commission", "零佣金的 {rate}"),
    ("changed", "{gross}, which {steps} brings to {exact}", "{gross}，经{steps}后为 {exact}"),
    ("then", ", then ", "、"),
    ("floored", ", floored to {posted}", "，向下取整为 {posted}"),
    (
        "of_order",
        ", a part of what is rounded once for the whole order",
        "，与订单其他行合并后一次取整",
    ),
    ("depth", ", depth {depth}", "，第 {depth} 层"),
    ("own", ", the buyer himself", "，买家本人"),
    ("as_role", ", by {role}", "，{role}"),
    ("grade", "{who} (grade {grade})", "{who}（等级 {grade}）"),
    ("row", "; row: {row}", "；表行：{row}"),
    ("row_place", "; row {place} of the table", "；表第 {place} 行"),
    (
        "line_price",
        "; his price, {unit} a piece, stands on the line",
        "；其价格每件 {unit}，取自订单行",
    ),
    (
        "account",
        "; it goes to {payee}, an account of the same person",
        "；付至同一人的账户 {payee}",
    ),
    ("merchant", "; the merchant bears it", "；由商家承担"),
    ("waits_cap", "; paid when the period closes, within a cap", "；周期关账时在封顶之内发放"),
    (
        "waits_budget",
        '; paid when the period closes, while the budget of "{campaign}" lasts',
        "；周期关账时发放，以活动“{campaign}”的预算为限",
    ),
    ("funded", '; it is paid out of "{rule_id}"', "；从“{rule_id}”中支付"),
    (
        "kept",
        "; after refunds {left} of the line is left, so {kept} stays and {back} went back",
        "；退款后该行余 {left}，保留 {kept}，冲回 {back}",
    ),
    ("left", "; after refunds {left} of the line is left", "；退款后该行余 {left}"),
    (
        "retested",
        " (what is left meets the conditions on amounts otherwise)",
        "（余额对应的金额条件已不同）",
    ),
    ("sentence", "{head}: {text}.", "{head}：{text}。"),
    ("and", ", ", "、"),
    (
        "entitlement",
        "exactly {exact} minor units before rounding",
        "取整前恰为 {exact} 个最小单位",
    ),
    (
        "cell",
        "once {limits}, the whole line counts for {exact}",
        "{limits} 时，整行按 {exact} 计",
    ),
    ("below_line", "less than {amount} is left of the line", "该行余额低于 {amount}"),
    ("below_order", "less than {amount} is left of the order", "订单余额低于 {amount}"),
    ("keeper_platform", "the platform", "平台"),
    ("keeper_merchant", "the merchant", "商家"),
    ("keeper_rule", 'whoever earns by "{rule_id}"', "“{rule_id}”的得佣人"),
)
"""Parts of sentences."""
