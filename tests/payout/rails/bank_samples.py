"""One good file and its return for every profile of bank files."""

from __future__ import annotations

from datetime import date

from fenxiao.payout.rails.bank_file import Batch, Row, render
from fenxiao.payout.rails.bank_form import Profile
from fenxiao.payout.rails.bank_profiles import PROFILES
from fenxiao.payout.rails.form import Figures, figures
from tests.payout.rails.samples import DAY, ONE

TWO = ONE._replace(instruction_id="I2", key="K2", amount_minor=100_000)
ROW = Row(ONE, "t-name", "t-bank", "佣金")
ROWS = (ROW, ROW._replace(payout=TWO))
BATCH = Batch(ROWS, "t-payer", date(2026, 6, 2))
VALUES = {
    "t-payee": "6228480402564890018",
    "t-name": "张三",
    "t-bank": "工商银行北京分行",
    "t-payer": "110060149018",
}
FIGURES: dict[str, Figures] = {
    name: figures(profile.limits, DAY) for name, profile in PROFILES.items()
}
FILES = {name: render(BATCH, profile, FIGURES[name]) for name, profile in PROFILES.items()}
RETURNS = {
    "generic": (
        "key,amount,currency,status,reference,reason\r\n"
        "K1,12.34,CNY,paid,B7,\r\n"
        "K2,1000.00,CNY,failed,B8,no such account\r\n"
    ),
    "china_batch": (
        "序号,收款人姓名,账号,开户行,金额,附言,处理结果,失败原因,交易流水号\r\n"
        "1,张三,622848,工商银行,12.34,佣金 K1,成功,,B7\r\n"
        "2,张三,622848,工商银行,1000.00,佣金 K2,失败,no such account,B8\r\n"
    ),
    "framed": (
        "H|F64|2|101234\nD|1|K1|1234|S||B7\nD|2|K2|100000|F|no such account|B8\nT|1|1234|1|100000\n"
    ),
}
"""The same answers from each bank: K1 paid, K2 failed."""


def told(profile: Profile, text: str | None = None) -> bytes:
    """Return a return in the bytes of its profile."""
    return (text or RETURNS[profile.name]).encode(profile.encoding)
