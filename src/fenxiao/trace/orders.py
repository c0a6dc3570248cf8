"""Words for what stands above the slots (订单、行与规则的说明): orders, lines, rules, absences.

Source: docs/rules/explanations.md, "The tree".
"""

from __future__ import annotations

from fenxiao.trace.reasons import Reason

__all__ = ["ABSENCES", "HEADS"]


def _table(*rows: tuple[str, str, str]) -> dict[str, Reason]:
    return {row[0]: Reason(*row) for row in rows}


HEADS = _table(
    (
        "order",
        (
            'Order "{order_id}": plan "{plan_id}" ({digest}…, semantics {semantics}), as of {at},'
            " amounts in {currency}"
        ),
        (
            "订单“{order_id}”：方案“{plan_id}”（摘要 {digest}…，语义版本 {semantics}），"
            "条款时点 {at}，金额单位 {currency}"
        ),
    ),
    ("upline", "above the buyer {buyer_id}: {upline}", "买家 {buyer_id} 上方：{upline}"),
    ("nobody", "above the buyer {buyer_id}: nobody", "买家 {buyer_id} 上方：无人"),
    ("campaigns", "campaigns in force: {campaigns}", "有效活动：{campaigns}"),
    (
        "line",
        'line "{line_id}": quantity {quantity}, paid {paid}',
        "行“{line_id}”：{quantity} 件，实付 {paid}",
    ),
    (
        "line_left",
        'line "{line_id}": quantity {quantity}, paid {paid}, of which {left} is left',
        "行“{line_id}”：{quantity} 件，实付 {paid}，余 {left}",
    ),
    (
        "capture",
        'line "{line_id}", capture "{capture_id}": paid {paid}',
        "行“{line_id}”，第“{capture_id}”次收款：实付 {paid}",
    ),
    (
        "capture_left",
        'line "{line_id}", capture "{capture_id}": paid {paid}, of which {left} is left',
        "行“{line_id}”，第“{capture_id}”次收款：实付 {paid}，余 {left}",
    ),
    ("of_capture", 'capture "{capture_id}": {text}', "第“{capture_id}”次收款：{text}"),
    ("more", "more of it may be captured", "尚可继续收款"),
    (
        "part_held",
        "received: {pieces}; held until {at}",
        "已收货：{pieces}；冻结至 {at}",
    ),
    ("part_free", "received: {pieces}; released", "已收货：{pieces}；已解冻"),
    ("pieces", '{quantity} of line "{line_id}"', "行“{line_id}” {quantity} 件"),
    (
        "rule",
        'rule "{rule_id}": of {base}, borne by {keeper}, {rounding}, {refund}',
        "规则“{rule_id}”：基数为{base}，由{keeper}承担，{rounding}，{refund}",
    ),
    ("floor", "floored {scope}", "{scope}向下取整"),
    ("half_up", "rounded half up {scope}", "{scope}四舍五入"),
    ("half_even", "rounded half to even {scope}", "{scope}四舍六入五成双"),
    ("unit", "piece by piece", "按件"),
    ("of_line", "once a line", "按行"),
    ("of_order", "once an order", "按订单"),
    (
        "frozen_share",
        "a refund leaves the part of the exact amount that it leaves of the line",
        "退款后按行余额比例保留精确金额",
    ),
    (
        "posted_share",
        "a refund leaves the part of the rounded amount that it leaves of the line",
        "退款后按行余额比例保留取整后金额",
    ),
    ("recompute", "a refund calculates it again of what is left", "退款后按余额重算"),
    (
        "no_retest",
        "a refund does not ask conditions on amounts again",
        "退款后不再检验金额条件",
    ),
    (
        "fee_rule",
        'rule "{rule_id}": what the platform keeps back of commissions',
        "规则“{rule_id}”：平台从佣金中留取的部分",
    ),
    (
        "together",
        'by rule "{rule_id}", rounded once an order: {payee} gets {posted}',
        "规则“{rule_id}”按订单一次取整：{payee} 得 {posted}",
    ),
    (
        "together_left",
        'by rule "{rule_id}", rounded once an order: {payee} got {posted}, of which {kept} stays',
        "规则“{rule_id}”按订单一次取整：{payee} 得 {posted}，保留 {kept}",
    ),
    ("total", "{payee} keeps {kept} of the order", "{payee} 在该订单保留 {kept}"),
    ("no_total", "nobody keeps anything of the order", "该订单无人保留佣金"),
    ("on_line", 'line "{line_id}": {text}', "行“{line_id}”：{text}"),
)
"""What is said of an order, a line, a rule."""

ABSENCES = _table(
    ("fee", "it is kept back from commissions and pays nobody", "从佣金中留取，不付给任何人"),
    (
        "not_credited",
        "{member_id} is not credited with the line by {role}: nothing was claimed for him",
        "{member_id} 未计为该行的{role}：没有他的归因依据",
    ),
    (
        "lost_credit",
        "{member_id} is not credited with the line by {role} (reason {reason})",
        "{member_id} 未计为该行的{role}（原因 {reason}）",
    ),
    (
        "buyer",
        "{member_id} is the buyer, and the rule has no place for him",
        "{member_id} 即买家，规则没有买家的位置",
    ),
    (
        "no_place",
        "{member_id} stands {depth} above the buyer, where the rule has no place",
        "{member_id} 在买家上方第 {depth} 层，规则在此没有位置",
    ),
    (
        "not_above",
        "{member_id} does not stand within three above the buyer",
        "{member_id} 不在买家上方三层之内",
    ),
)
"""Why somebody stands in no slot of a rule."""
