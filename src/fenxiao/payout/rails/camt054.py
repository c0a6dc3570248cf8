"""Notifications by ISO 20022 (camt.054): what a bank booked on the account.

A booked debit under one of our keys is a payment; a booked credit with the reason of a
return, or marked as a reversal, is money that came back. Entries that stand for a whole
batch say nothing of one of its transactions. What an entry counts and sums is held against
what is listed below it.

Source: docs/rails/iso20022.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fenxiao.model.events import PayoutOutcome
from fenxiao.payout.rails.answers import Said, answer
from fenxiao.payout.rails.form import Problem, RailAnswer, State, outcomes
from fenxiao.payout.rails.iso_form import (
    Amount,
    Node,
    amount_at,
    children,
    decimals,
    node_at,
    read_message,
    scaled,
    text_at,
    token_at,
)
from fenxiao.payout.rails.returns import Reading, distrust

__all__ = ["BATCH_STATES", "STATES", "VERSIONS", "parse"]

VERSIONS = ("02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14")
"""The versions of ``camt.054.001`` that are read; what is read of them is the same."""

_CERTAIN: tuple[PayoutOutcome, ...] = ("paid", "returned")

STATES: tuple[State, ...] = (
    State("BOOK DBIT", "paid", "booked: the money has left", "已记账，款已付出"),
    State("PDNG DBIT", "submitted", "expected to be booked", "待记账"),
    State("FUTR DBIT", "submitted", "to be booked on a later day", "将于以后记账"),
    State("INFO DBIT", "unknown", "told for information, not booked", "仅供参考，未记账"),
    State("BOOK CRDT RETURN", "returned", "sent back by the payee's bank", "收款行退回"),
    State("BOOK CRDT REVERSAL", "returned", "booked back", "冲回"),
    State("PDNG CRDT RETURN", "unknown", "said to come back, not booked", "称将退回，未记账"),
    State("PDNG CRDT REVERSAL", "unknown", "said to come back, not booked", "称将冲回，未记账"),
)
"""Status, direction and kind of an entry, joined; what else there is, is "unknown"."""

BATCH_STATES: tuple[State, ...] = (
    State("BOOK DBIT", "submitted", "booked as a whole: ask for each", "整批记账，逐笔另查"),
    State("PDNG DBIT", "submitted", "expected to be booked", "待记账"),
    State("FUTR DBIT", "submitted", "to be booked on a later day", "将于以后记账"),
)
"""The same of an entry that lists no transactions; none says that one is paid."""


def parse(told: str | bytes) -> Reading:
    """Return what the bank booked.

    Args:
        told: The notification, as it came.

    Returns:
        One answer for each transaction, and for each entry without any, in order; none is
        dropped. Where a count or a sum is wrong, what stands below it is "unknown".
        Compare it with what was sent by ``returns.compare``, as one that is not whole.

    Raises:
        PayoutError: ``rail.unreadable``.

    Examples:
        >>> told = '''<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02">
        ...   <BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><Amt Ccy="EUR">12.34</Amt>
        ...   <CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls><Refs>
        ...   <AcctSvcrRef>B7</AcctSvcrRef><EndToEndId>K1</EndToEndId>
        ...   </Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>'''
        >>> [one[:5] for one in parse(told).answers]
        [('paid', 'K1', 'B7', 1234, 'EUR')]
    """
    top = read_message(told, "camt.054.001", VERSIONS, "BkToCstmrDbtCdtNtfctn")
    answers: list[RailAnswer] = []
    problems: list[Problem] = []
    for one in children(top, "Ntfctn"):
        found = _notification(one)
        answers += found.answers
        problems += found.problems
    return Reading(tuple(answers), tuple(problems))


def _notification(node: Node) -> Reading:
    entries = children(node, "Ntry")
    answers: list[RailAnswer] = []
    problems: list[Problem] = []
    for one in entries:
        lines = [_transaction(one, line) for line in _lines(one)] or [_entry(one)]
        wrong = [*_wrong_details(one)]
        answers += distrust(lines) if wrong else lines
        problems += wrong
    wrong = [*_wrong_summary(node_at(node, "TxsSummry"), entries)]
    return Reading(distrust(answers) if wrong else tuple(answers), (*problems, *wrong))


def _lines(entry: Node) -> list[Node]:
    return [line for part in children(entry, "NtryDtls") for line in children(part, "TxDtls")]


def _word(entry: Node, line: Node) -> str:
    """Return status, direction and kind as one word."""
    status = text_at(entry, "Sts", "Cd") or text_at(entry, "Sts")
    towards = text_at(line, "CdtDbtInd") or text_at(entry, "CdtDbtInd")
    is_back = text_at(entry, "RvslInd") in {"true", "1"}
    kind = "RETURN" if node_at(line, "RtrInf").name else "REVERSAL" if is_back else ""
    return " ".join(one for one in (status, towards, kind) if one)


def _transaction(entry: Node, line: Node) -> RailAnswer:
    word = _word(entry, line)
    amount = _amount(entry, line, word)
    reference = token_at(line, "Refs", "AcctSvcrRef") or token_at(entry, "AcctSvcrRef")
    said = Said(
        code=word,
        key=token_at(line, "Refs", "EndToEndId"),
        reference=reference,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        text=_reason(line),
    )
    return answer(said, outcomes(STATES), _CERTAIN)


def _amount(entry: Node, line: Node, word: str) -> Amount:
    """Return the amount of a transaction: as instructed, if it left; else what came back."""
    instructed = ("AmtDtls", "InstdAmt", "Amt")
    moved = (("Amt",), ("AmtDtls", "TxAmt", "Amt"))
    paths = (instructed, *moved) if "CRDT" not in word else moved
    for path in paths:
        if node_at(line, *path).name:
            return amount_at(line, *path)
    return amount_at(entry, "Amt") if len(_lines(entry)) == 1 else Amount()


def _reason(line: Node) -> str:
    told = [text_at(line, "RtrInf", "Rsn", "Cd") or text_at(line, "RtrInf", "Rsn", "Prtry")]
    told += ["".join(one.pieces).strip() for one in children(line, "RtrInf", "AddtlInf")]
    return " ".join(one for one in told if one)[:1_000]


def _entry(entry: Node) -> RailAnswer:
    """Return what an entry without transactions says, under the key of its batch."""
    batches = [node_at(one, "Btch") for one in children(entry, "NtryDtls")]
    keys = [token_at(one, "PmtInfId") or token_at(one, "MsgId") for one in batches if one.name]
    amount = amount_at(entry, "Amt")
    said = Said(
        code=_word(entry, entry),
        key=keys[0] if len(keys) == 1 else None,
        reference=token_at(entry, "AcctSvcrRef"),
        amount_minor=amount.amount_minor,
        currency=amount.currency,
    )
    return answer(said, outcomes(BATCH_STATES))


def _wrong_details(entry: Node) -> Iterator[Problem]:
    """Find counts and sums of a batch that are not those of the transactions listed."""
    for part in children(entry, "NtryDtls"):
        lines = children(part, "TxDtls")
        batch = node_at(part, "Btch")
        if lines and node_at(batch, "NbOfTxs").name:
            yield from _differing("NbOfTxs", text_at(batch, "NbOfTxs"), str(len(lines)))
        yield from _differing_sum("TtlAmt", batch, "TtlAmt", lines)
    # Charges may be booked with the entry; without any it is the sum of what it lists.
    if not children(entry, "Chrgs"):
        yield from _differing_sum("Amt of an entry", entry, "Amt", _lines(entry))


def _differing_sum(what: str, node: Node, name: str, lines: Sequence[Node]) -> Iterator[Problem]:
    """Find a sum that is not that of the lines, if they moved in its currency."""
    code = node_at(node, name).attributes.get("Ccy")
    if all(_moved(one).attributes.get("Ccy") == code for one in lines):
        yield from _differing(what, text_at(node, name), _sum(lines))


def _moved(line: Node) -> Node:
    """Return the element of the amount that moved."""
    found = node_at(line, "Amt")
    return found if found.name else node_at(line, "AmtDtls", "TxAmt", "Amt")


def _sum(lines: Sequence[Node]) -> str:
    """Return the sum of what moved, "" if one of the lines does not say how much."""
    numbers = [decimals("".join(_moved(line).pieces).strip()) for line in lines]
    known = [one for one in numbers if one is not None]
    return _total(known) if known and len(known) == len(lines) else ""


def _total(numbers: Sequence[tuple[int, int]]) -> str:
    places = max(one[1] for one in numbers)
    total = sum(number * 10 ** (places - decimal) for number, decimal in numbers)
    whole, rest = divmod(int(total), 10**places)
    return f"{whole}.{rest:0{places}}" if places else str(whole)


def _differing(what: str, said: str, counted: str) -> Iterator[Problem]:
    if not counted:
        return
    one, other = decimals(said), decimals(counted)
    if one is None or other is None or scaled(one) != scaled(other):
        facts = (("what", what), ("said", said or "nothing"), ("counted", counted))
        yield Problem("rail.return_sum", facts)


def _wrong_summary(summary: Node, entries: Sequence[Node]) -> Iterator[Problem]:
    """Find counts and sums of a notification that are not those of its entries."""
    for name, towards in (("TtlNtries", ""), ("TtlCdtNtries", "CRDT"), ("TtlDbtNtries", "DBIT")):
        total = node_at(summary, name)
        of_it = [one for one in entries if text_at(one, "CdtDbtInd").startswith(towards)]
        if node_at(total, "NbOfNtries").name:
            yield from _differing(name, text_at(total, "NbOfNtries"), str(len(of_it)))
        if node_at(total, "Sum").name:
            yield from _differing(name, text_at(total, "Sum"), _sum(of_it))
