"""What WeChat Pay's transfers share (微信支付商家转账): names, scenes, reports of scenes.

WeChat Pay counts 分 as whole numbers and knows one currency. A transfer belongs to a scene
(转账场景) that the merchant applied for, and each scene is reported under fixed names.

Source: docs/rails/wechat_bills.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.model.encoding import Json
from fenxiao.model.events import PayoutOutcome
from fenxiao.payout.rails.answers import Said, answer, id_in, minor_in, text_in
from fenxiao.payout.rails.checks import Text, check_texts, shown_words
from fenxiao.payout.rails.form import Figures, Limit, Problem, RailAnswer, State, outcomes

__all__ = [
    "CURRENCY",
    "REPORTS",
    "SCENES",
    "Names",
    "Report",
    "Scene",
    "check_reports",
    "name_limits",
    "read_answer",
    "written_reports",
]

CURRENCY = "CNY"
"""The one currency of these rails; their answers do not name it."""


_PAID: tuple[PayoutOutcome, ...] = ("paid",)


class Names(NamedTuple):
    """Where an answer of WeChat Pay says what; an error says ``code`` and ``message`` instead.

    Args:
        word: The name of its state.
        key: The name of our key.
        reference: The name of WeChat Pay's own id.
        amount: The name of the amount, "" if it names none.
        reason: The name of why it failed.
    """

    word: str
    key: str
    reference: str
    amount: str = ""
    reason: str = "fail_reason"


def read_answer(
    fields: Mapping[str, object],
    names: Names,
    states: Sequence[State],
    certain: Collection[PayoutOutcome] = _PAID,
) -> RailAnswer:
    """Return what WeChat Pay says of one payment, batch or share.

    Args:
        fields: The object that says so.
        names: Where it says what.
        states: Its words.
        certain: The outcomes that need reference, amount and currency.

    Examples:
        >>> names = Names("state", "out_no", "id", "amount")
        >>> told = {"state": "OK", "out_no": "K1", "id": "9", "amount": 5}
        >>> read_answer(told, names, (State("OK", "paid", "paid", "已付"),)).outcome
        'paid'
    """
    said = Said(
        code=text_in(fields, names.word) or text_in(fields, "code"),
        key=id_in(fields, names.key),
        reference=id_in(fields, names.reference),
        amount_minor=minor_in(fields, names.amount) if names.amount else None,
        currency=CURRENCY if names.amount else None,
        text=text_in(fields, names.reason) or text_in(fields, "message"),
    )
    return answer(said, outcomes(states), certain)


class Report(NamedTuple):
    """One line by which a transfer's scene is reported (转账场景报备信息)."""

    info_type: str
    info_content: str


class Scene(NamedTuple):
    """What a scene must be reported as, and what the payee may be shown as the reason.

    Args:
        reports: The names that must each be reported once.
        perceptions: What may be shown (用户收款感知); empty where no page was read.
        source: The page.
    """

    reports: tuple[str, ...]
    perceptions: tuple[str, ...]
    source: str


SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        "1000": Scene(
            ("活动名称", "奖励说明"),
            ("现金奖励", "活动奖励"),
            "https://pay.weixin.qq.com/doc/v3/merchant/4013774588",
        ),
        # Its own page could not be read; a merchant whose transfers went through wrote it down.
        "1005": Scene(
            ("岗位类型", "报酬说明"),
            (),
            "https://developers.weixin.qq.com/community/personal/oCJUsw_pd5LAq6gR8A3ki7Tu05uI/answer",
        ),
        "1011": Scene(
            ("赔付原因",),
            ("退款", "商家赔付"),
            "https://pay.weixin.qq.com/doc/v3/merchant/4013774589",
        ),
    }
)
"""The scenes whose reports are known: cash marketing, commission, compensation."""

REPORTS = (
    Limit(
        "report_type_characters",
        15,
        "characters",
        date(2025, 7, 15),
        "https://pay.weixin.qq.com/doc/v3/merchant/4013774588",
    ),
    Limit(
        "report_content_characters",
        32,
        "characters",
        date(2025, 7, 15),
        "https://pay.weixin.qq.com/doc/v3/merchant/4013774588",
    ),
)


def name_limits(valid_from: date, allowed: str, needed: str) -> tuple[Limit, Limit]:
    """Return from which amounts a payee's name may be sent, and must be, with their pages."""
    return (
        Limit("name_allowed_minor", 30, "minor units", valid_from, allowed),
        Limit("name_needed_minor", 200_000, "minor units", valid_from, needed),
    )


def check_reports(
    key: str, scene_id: str, reports: Sequence[Report], limits: Figures
) -> Iterator[Problem]:
    """Find reports that are not those of the scene, or too long.

    Of a scene that is not in ``SCENES`` only the lengths are checked.
    """
    if not reports:
        yield Problem("rail.missing", (("field", "transfer_scene_report_infos"), ("key", key)))
    scene = SCENES.get(scene_id)
    got = [one.info_type for one in reports]
    if scene and reports and sorted(got) != sorted(scene.reports):
        facts = (("known", shown_words(scene.reports)), ("key", key), ("got", shown_words(got)))
        yield Problem("rail.bad_report", (("scene", scene_id), *facts))
    for one in reports:
        texts = (
            Text("info_type", one.info_type, limits["report_type_characters"]),
            Text("info_content", one.info_content, limits["report_content_characters"]),
        )
        yield from check_texts(key, texts)


def written_reports(reports: Sequence[Report]) -> list[Json]:
    """Return the reports as they stand in a body."""
    return [{"info_type": one.info_type, "info_content": one.info_content} for one in reports]
