"""Status reports by ISO 20022 (pain.002): what a bank says of a message that was handed in.

A report speaks of the whole message, of its batches and of single transactions. Only a
transaction is ever "paid", and only if it is settled and named with the bank's reference,
amount and currency; that all failed may be said of a whole. Counts and control sums that
the report names are held against what was sent and against its own lines.

Source: docs/rails/iso20022.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fenxiao.payout.rails.answers import Said, answer
from fenxiao.payout.rails.files import SentFile
from fenxiao.payout.rails.form import Problem, RailAnswer, State, outcomes
from fenxiao.payout.rails.iso_form import (
    Amount,
    Node,
    amount_at,
    children,
    count_at,
    decimals,
    node_at,
    read_message,
    scaled,
    shown_sum,
    text_at,
    token_at,
)
from fenxiao.payout.rails.returns import Reading, distrust

__all__ = ["GROUP_STATES", "STATES", "VERSIONS", "parse"]

VERSIONS = ("03", "09", "10", "11", "12", "13", "14", "15")
"""The versions of ``pain.002.001`` that are read; what is read of them is the same."""

STATES: tuple[State, ...] = (
    State("ACCC", "paid", "settled on the payee's account", "已入收款人账户"),
    State("ACSC", "paid", "settled on the payer's account", "付款账户已结算"),
    State("ACCP", "submitted", "accepted: the payer was checked", "已接受，客户校验通过"),
    State("ACFC", "submitted", "accepted: the funds were checked", "已接受，资金校验通过"),
    State("ACFW", "submitted", "accepted and passed on", "已接受并转发"),
    State("ACSP", "submitted", "accepted: settlement is under way", "已接受，结算中"),
    State("ACTC", "submitted", "accepted: the form was checked", "已接受，格式校验通过"),
    State("ACWC", "submitted", "accepted with a change", "已接受，有改动"),
    State("ACWP", "submitted", "accepted, not credited yet", "已接受，尚未入账"),
    State("PATC", "submitted", "accepted by some of those who must", "部分授权人已同意"),
    State("PDNG", "submitted", "pending", "待处理"),
    State("PRES", "submitted", "presented to the payee", "已提示收款人"),
    State("RCVD", "submitted", "received", "已收到"),
    State("BLCK", "unknown", "blocked: neither paid nor sent back", "被冻结，未付也未退"),
    State("CANC", "failed", "cancelled before it was carried out", "执行前已撤销"),
    State("RJCT", "failed", "rejected", "已拒绝"),
)
"""Every word of a transaction that is known, and what it means in the life cycle."""

GROUP_STATES: tuple[State, ...] = (
    *(one for one in STATES if one.word in {"ACCP", "ACFC", "ACSP", "ACTC", "ACWC", "PDNG"}),
    State("ACSC", "submitted", "settled: each has its own word", "整批已结算，逐笔另有状态"),
    State("PART", "submitted", "some accepted: each has its own word", "部分接受，逐笔另有状态"),
    State("RCVD", "submitted", "received", "已收到"),
    State("RJCT", "failed", "all rejected", "整批拒绝"),
)
"""Every word of a message or a batch; none of them says that a transaction is paid."""


def parse(told: str | bytes, sent: SentFile | None = None) -> Reading:
    """Return what the bank said.

    Args:
        told: The report, as it came.
        sent: The message it is about, if it is to be held against it.

    Returns:
        An answer for the message, under its key, then one for each batch that has a word of
        its own and one for each transaction, in order; none is dropped. Where a count or a
        sum is wrong all are "unknown". Compare it with what was sent by ``returns.compare``.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '''<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03">
        ...   <CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>PART</GrpSts>
        ...   </OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts>
        ...   <OrgnlEndToEndId>K1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
        ...   </TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>'''
        >>> [(one.outcome, one.key) for one in parse(told).answers]
        [('submitted', 'M1'), ('failed', 'K1')]
    """
    report = read_message(told, "pain.002.001", VERSIONS, "CstmrPmtStsRpt")
    group = node_at(report, "OrgnlGrpInfAndSts")
    parts = children(report, "OrgnlPmtInfAndSts")
    answers = [_whole(group, "OrgnlMsgId", "GrpSts")]
    problems: list[Problem] = [*_strange(group, sent)]
    everything: list[RailAnswer] = []
    for part in parts:
        lines = [_transaction(one) for one in children(part, "TxInfAndSts")]
        if node_at(part, "PmtInfSts").name:
            answers.append(_whole(part, "OrgnlPmtInfId", "PmtInfSts"))
        answers += lines
        everything += lines
        problems += _wrong_counts(part, lines)
    problems += _wrong_counts(group, everything)
    return Reading(distrust(answers) if problems else tuple(answers), tuple(problems))


def _whole(node: Node, key: str, word: str) -> RailAnswer:
    said = Said(code=text_at(node, word), key=token_at(node, key), text=_reasons(node))
    return answer(said, outcomes(GROUP_STATES))


def _reasons(node: Node) -> str:
    """Return why: each code with what is said beside it."""
    told: list[str] = []
    for one in children(node, "StsRsnInf"):
        told.append(text_at(one, "Rsn", "Cd") or text_at(one, "Rsn", "Prtry"))
        told += ["".join(more.pieces).strip() for more in children(one, "AddtlInf")]
    return " ".join(one for one in told if one)[:1_000]


def _transaction(node: Node) -> RailAnswer:
    amount = amount_at(node, "OrgnlTxRef", "Amt", "InstdAmt")
    said = Said(
        code=text_at(node, "TxSts"),
        key=token_at(node, "OrgnlEndToEndId"),
        reference=token_at(node, "AcctSvcrRef"),
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        text=_reasons(node),
    )
    return answer(said, outcomes(STATES))


def _strange(group: Node, sent: SentFile | None) -> Iterator[Problem]:
    """Find a report that is about another message, or about one of another size."""
    if sent is None:
        return
    key = text_at(group, "OrgnlMsgId")
    if key != sent.key:
        yield Problem("rail.return_stranger", (("key", key or "no key"),))
    total = shown_sum(sent.totals_minor)
    for what, counted in (("OrgnlNbOfTxs", str(sent.item_count)), ("OrgnlCtrlSum", total)):
        said = text_at(group, what)
        if node_at(group, what).name and not _is_same(said, counted):
            yield _wrong(what, said, counted)


def _is_same(said: str, counted: str) -> bool:
    one, other = decimals(said), decimals(counted)
    return one is not None and other is not None and scaled(one) == scaled(other)


def _wrong(what: str, said: str, counted: str) -> Problem:
    facts = (("what", what), ("said", said or "nothing"), ("counted", counted))
    return Problem("rail.return_sum", facts)


def _wrong_counts(node: Node, lines: Sequence[RailAnswer]) -> Iterator[Problem]:
    """Find counts that are not those of the lines; a bank may list none of a word's."""
    said = count_at(node, "OrgnlNbOfTxs")
    if said is not None and len(lines) > said:
        yield _wrong("OrgnlNbOfTxs", str(said), str(len(lines)))
    for one in children(node, "NbOfTxsPerSts"):
        word = text_at(one, "DtldSts")
        listed = [line for line in lines if line.code == word]
        count = count_at(one, "DtldNbOfTxs")
        if listed and count != len(listed):
            yield _wrong(f"DtldNbOfTxs of {word}", text_at(one, "DtldNbOfTxs"), str(len(listed)))
        total = _sum(listed)
        if total and node_at(one, "DtldCtrlSum").name:
            named = text_at(one, "DtldCtrlSum")
            if not _is_same(named, total):
                yield _wrong(f"DtldCtrlSum of {word}", named, total)


def _sum(lines: Sequence[RailAnswer]) -> str:
    """Return the control sum of lines, "" if one of them names no amount."""
    amounts = [Amount(one.amount_minor, one.currency) for one in lines]
    known = [(one.currency, one.amount_minor) for one in amounts if one.currency]
    sums = [(code, minor) for code, minor in known if minor is not None]
    return shown_sum(sums) if sums and len(sums) == len(lines) else ""
