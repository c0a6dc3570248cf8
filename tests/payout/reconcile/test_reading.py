"""Lines out of answers: what moved money becomes a line, and nothing is dropped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenxiao.model.payouts import PAYOUT_OUTCOMES
from fenxiao.payout.rails import bank_return
from fenxiao.payout.rails.bank_profiles import CHINA_BATCH
from fenxiao.payout.rails.form import RailAnswer
from fenxiao.payout.reconcile.lines import check_line
from fenxiao.payout.reconcile.reading import lines_of
from tests.payout.reconcile.samples import day

TOLD = """序号,收款人姓名,账号,开户行,金额,附言,处理结果,失败原因,交易流水号
1,某某,6222,某行,12.34,佣金 K1,成功,,B1
2,某某,6222,某行,5.00,佣金 K2,失败,户名不符,B2
3,某某,6222,某行,6.00,佣金 K3,已退汇,,B3
4,某某,6222,某行,7.00,佣金 K4,可疑,,B4
"""


def test_a_return_file_is_a_statement_of_what_it_paid_and_sent_back() -> None:
    read = bank_return.parse(TOLD.encode("gb18030"), CHINA_BATCH)
    report = lines_of(read.answers, payer_id="shop", booked_on=day(11), name="r1")
    assert [
        (one.line_id, one.direction, one.key, one.reference, one.amount_minor)
        for one in report.lines
    ] == [("r1/1", "out", "K1", "B1", 1_234), ("r1/3", "back", "K3", "B3", 600)]
    assert [one.key for one in report.others] == ["K2", "K4"]


answers = st.builds(
    RailAnswer,
    outcome=st.sampled_from(PAYOUT_OUTCOMES),
    key=st.sampled_from((None, "K1")),
    reference=st.sampled_from((None, "R1")),
    amount_minor=st.sampled_from((None, 5)),
    currency=st.sampled_from((None, "CNY")),
    code=st.just(""),
    text=st.just(""),
)


@given(told=st.lists(answers, max_size=6))
def test_every_answer_is_a_line_or_is_handed_back(told: list[RailAnswer]) -> None:
    report = lines_of(told, payer_id="shop", booked_on=day(11), name="r1")
    assert len(told) == len(report.lines) + len(report.others)
    assert all(check_line(one) == one for one in report.lines)
    assert len({one.line_id for one in report.lines}) == len(report.lines)
