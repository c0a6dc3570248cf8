"""Credit transfers by ISO 20022 (pain.001): payments of one message, by account, day, currency.

Versions 03 and 09 of ``pain.001.001``, as SEPA has it or plainly for any currency. Names,
accounts and banks are tokens until the host fills them in. Counts and control sums are
made from the instructions; the keys of message and payments from their keys.

Source: docs/rails/iso20022.md, which names the page of each figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape

from fenxiao.model.encoding import derive_id
from fenxiao.model.records import Payout
from fenxiao.money import format_amount
from fenxiao.payout.rails.checks import (
    check_amount_range,
    check_batch,
    check_currency,
    check_word,
)
from fenxiao.payout.rails.files import SentFile, sent_file
from fenxiao.payout.rails.form import (
    Figures,
    Fill,
    Problem,
    check_sendable,
    refuse_broken,
)
from fenxiao.payout.rails.iso_form import (
    NAMESPACE,
    is_xml_text,
    shown_sum,
)
from fenxiao.payout.rails.iso_schemes import SCHEMES, Scheme, check_text

__all__ = [
    "VERSIONS",
    "Account",
    "Message",
    "Payment",
    "batches",
    "message_key",
    "payment_key",
    "render",
    "validate",
]

Version = Literal["03", "09"]
VERSIONS: tuple[Version, ...] = ("03", "09")
"""The versions of ``pain.001.001`` that are written."""

_NOT_PROVIDED = "NOTPROVIDED"


class Account(NamedTuple):
    """An account that is paid from.

    Args:
        name_token: The token of its holder's name.
        account_token: The token of its number.
        bank_token: The token of its bank's BIC, "" if it is not given.
        kind: What the number is: "iban" or "other".
    """

    name_token: str
    account_token: str
    bank_token: str = ""
    kind: str = "iban"


class Payment(NamedTuple):
    """An instruction with what a bank wants to know beside it.

    Args:
        payout: The instruction; its ``payee_token`` stands for the number of the account.
        debtor: The account that it is paid from.
        day: The day on which it shall be paid.
        name_token: The token of the payee's name.
        bank_token: The token of his bank's BIC, "" if it is not given.
        note: What his statement says.
        kind: What the number of his account is: "iban" or "other".
    """

    payout: Payout
    debtor: Account
    day: date
    name_token: str
    bank_token: str = ""
    note: str = ""
    kind: str = "iban"


class Message(NamedTuple):
    """Payments that are handed in together.

    Args:
        payments: The payments, in any order.
        initiator_token: The token of the name of whoever hands them in.
        created_at: When the message is made, an aware datetime.
        scheme: A name of ``SCHEMES``.
        version: One of ``VERSIONS``.
    """

    payments: tuple[Payment, ...]
    initiator_token: str
    created_at: datetime
    scheme: str = "sepa"
    version: Version = "09"


def message_key(message: Message) -> str:
    """Return the key of a message: the same instructions, in whatever order, have the same."""
    return derive_id("pain.001", *sorted(one.payout.key for one in message.payments))


def payment_key(message: Message, payment: Payment) -> str:
    """Return the key of the batch in which a payment stands in a message."""
    debtor, day, code = _batch_of(payment)
    return derive_id(message_key(message), *debtor, f"{day:%Y-%m-%d}", code)


def _batch_of(payment: Payment) -> tuple[Account, date, str]:
    return payment.debtor, payment.day, payment.payout.currency


def batches(message: Message) -> dict[str, tuple[Payment, ...]]:
    """Return the batches of a message by their keys: one for account, day and currency each."""
    found: dict[tuple[Account, date, str], list[Payment]] = {}
    for one in message.payments:
        found.setdefault(_batch_of(one), []).append(one)
    return {payment_key(message, part[0]): tuple(part) for part in found.values()}


def validate(message: Message, limits: Figures) -> tuple[Problem, ...]:
    """Return every rule that a message would break.

    Args:
        message: The message.
        limits: The figures of the day, from ``figures(LIMITS[scheme], day, contract)`` of
            ``iso_schemes``.
    """
    return tuple(_problems(message, limits))


def _problems(message: Message, limits: Figures) -> Iterator[Problem]:
    scheme = SCHEMES[message.scheme]
    yield from check_batch([one.payout.key for one in message.payments], limits["items"])
    total = shown_sum([(one.payout.currency, one.payout.amount_minor) for one in message.payments])
    count = len(total.replace(".", ""))
    if count > limits["sum_digits"]:
        facts = (("limit", limits["sum_digits"]), ("what", "digits in its sum"), ("count", count))
        yield Problem("rail.too_many", facts)
    key = message_key(message)
    yield from _lacking(key, (("InitgPty/Nm", message.initiator_token),))
    if message.created_at.utcoffset() is None:
        form = (("form", "a datetime with a time zone"), ("key", key))
        yield Problem("rail.bad_form", (("field", "CreDtTm"), *form))
    for one in message.payments:
        yield from _payment_problems(one, scheme, limits)


def _payment_problems(payment: Payment, scheme: Scheme, limits: Figures) -> Iterator[Problem]:
    payout, key = payment.payout, payment.payout.key
    yield from check_currency(payout, scheme.currencies or (payout.currency,))
    over = payout.amount_minor
    low_minor = limits.get("single_low_minor", over)
    yield from check_amount_range(payout, low_minor, limits.get("single_high_minor", over))
    for field, kind in (("CdtrAcct", payment.kind), ("DbtrAcct", payment.debtor.kind)):
        yield from check_word(key, field, kind, scheme.kinds)
    tokens = (
        ("Cdtr/Nm", payment.name_token),
        ("CdtrAcct", payout.payee_token),
        ("Dbtr/Nm", payment.debtor.name_token),
        ("DbtrAcct", payment.debtor.account_token),
    )
    yield from _lacking(key, tokens)
    if payment.note:
        yield from check_text(key, "Ustrd", payment.note, scheme, limits["note_characters"])


def _lacking(key: str, tokens: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    for field, token in tokens:
        if not token:
            yield Problem("rail.missing", (("field", field), ("key", key)))
        elif not is_xml_text(token):
            form = "a token that can be seen"
            yield Problem("rail.bad_form", (("field", field), ("form", form), ("key", key)))


class _Writer:
    """Elements one after another, and where the tokens among them stand."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.fills: list[Fill] = []
        self.path: list[str] = []

    def open(self, name: str, number: int = 0) -> None:
        """Begin an element; one of several has its number, from 1."""
        self.pieces.append(f"<{name}>")
        self.path.append(f"{name}[{number}]" if number else name)

    def close(self, count: int = 1) -> None:
        """End the elements that were begun last."""
        for _ in range(count):
            self.pieces.append(f"</{self.path.pop().partition('[')[0]}>")

    def text(self, path: str, text: str, attribute: str = "") -> None:
        """Write a text at a path below the element that is open."""
        *above, last = path.split("/")
        before = "".join(f"<{one}>" for one in above)
        after = "".join(f"</{one}>" for one in reversed(above))
        self.pieces.append(f"{before}<{last}{attribute}>{escape(text)}</{last}>{after}")

    def token(self, path: str, token: str, most: int = 0) -> None:
        """Write a token at a path, and keep the place."""
        self.fills.append(Fill("/" + "/".join([*self.path, path]), token, most=most))
        self.text(path, token)


def render(message: Message, limits: Figures) -> SentFile:
    """Return the message as the bytes of its XML.

    Args:
        message: Payments of approved instructions.
        limits: The figures of the day.

    Returns:
        The file; names, accounts and banks are tokens. A fill's pointer is the path of its
        element, with the number of each that stands more than once.

    Raises:
        PayoutError: ``payout.not_approved``, ``payout.repeated``; ``rail.broken_rules``.

    Examples:
        >>> from fenxiao.payout.rails.form import figures
        >>> from fenxiao.payout.rails.iso_schemes import LIMITS
        >>> one = Payout("I1", "K1", "shop", "u1", "EUR", 1234, "t9", "approved", 0, 0, None)
        >>> ours = Account("t-shop", "t-ours")
        >>> payment = Payment(one, ours, date(2026, 6, 2), "t-name")
        >>> at = datetime(2026, 6, 1, tzinfo=UTC)
        >>> sent = render(Message((payment,), "t-shop", at), figures(LIMITS["sepa"], at.date()))
        >>> b'<InstdAmt Ccy="EUR">12.34</InstdAmt>' in sent.body, sent.fills[-1].pointer
        (True, '/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/IBAN')
    """
    check_sendable(one.payout for one in message.payments)
    refuse_broken(validate(message, limits))
    writer = _Writer()
    writer.open("CstmrCdtTrfInitn")
    _write_header(writer, message, limits)
    for number, (key, part) in enumerate(batches(message).items(), start=1):
        writer.open("PmtInf", number)
        _write_batch(writer, key, part, message, limits)
        for place, one in enumerate(part, start=1):
            writer.open("CdtTrfTxInf", place)
            _write_payment(writer, one, message.version, limits)
            writer.close()
        writer.close()
    writer.close()
    start = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = f"{NAMESPACE}pain.001.001.{message.version}"
    text = f'{start}<Document xmlns="{space}">{"".join(writer.pieces)}</Document>\n'
    payouts = [one.payout for one in message.payments]
    return sent_file(text.encode(), writer.fills, message_key(message), payouts)


def _sums(writer: _Writer, payments: tuple[Payment, ...]) -> None:
    amounts = [(one.payout.currency, one.payout.amount_minor) for one in payments]
    writer.text("NbOfTxs", str(len(payments)))
    writer.text("CtrlSum", shown_sum(amounts))


def _write_header(writer: _Writer, message: Message, limits: Figures) -> None:
    writer.open("GrpHdr")
    writer.text("MsgId", message_key(message))
    writer.text("CreDtTm", f"{message.created_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    _sums(writer, message.payments)
    writer.token("InitgPty/Nm", message.initiator_token, limits["name_characters"])
    writer.close()


def _write_batch(
    writer: _Writer, key: str, part: tuple[Payment, ...], message: Message, limits: Figures
) -> None:
    scheme, debtor = SCHEMES[message.scheme], part[0].debtor
    writer.text("PmtInfId", key)
    writer.text("PmtMtd", "TRF")
    _sums(writer, part)
    if scheme.service:
        writer.text("PmtTpInf/SvcLvl/Cd", scheme.service)
    place = "ReqdExctnDt" if message.version == "03" else "ReqdExctnDt/Dt"
    writer.text(place, f"{part[0].day:%Y-%m-%d}")
    writer.token("Dbtr/Nm", debtor.name_token, limits["name_characters"])
    _write_account(writer, "DbtrAcct", debtor.kind, debtor.account_token, limits)
    if debtor.bank_token:
        _write_bank(writer, "DbtrAgt", debtor.bank_token, message.version)
    else:
        writer.text("DbtrAgt/FinInstnId/Othr/Id", _NOT_PROVIDED)
    if scheme.charges:
        writer.text("ChrgBr", scheme.charges)


def _write_payment(writer: _Writer, payment: Payment, version: str, limits: Figures) -> None:
    payout = payment.payout
    amount = format_amount(payout.amount_minor, payout.currency)
    writer.open("PmtId")
    writer.text("InstrId", payout.key)
    writer.text("EndToEndId", payout.key)
    writer.close()
    writer.text("Amt/InstdAmt", amount, f' Ccy="{payout.currency}"')
    if payment.bank_token:
        _write_bank(writer, "CdtrAgt", payment.bank_token, version)
    writer.token("Cdtr/Nm", payment.name_token, limits["name_characters"])
    _write_account(writer, "CdtrAcct", payment.kind, payout.payee_token, limits)
    if payment.note:
        writer.text("RmtInf/Ustrd", payment.note)


def _write_account(writer: _Writer, name: str, kind: str, token: str, limits: Figures) -> None:
    path = f"{name}/Id/IBAN" if kind == "iban" else f"{name}/Id/Othr/Id"
    writer.token(path, token, limits["account_characters"])


def _write_bank(writer: _Writer, name: str, token: str, version: str) -> None:
    writer.token(f"{name}/FinInstnId/{'BIC' if version == '03' else 'BICFI'}", token, 11)
