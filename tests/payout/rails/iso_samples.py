"""Good ISO 20022 messages: what is sent, reports of it, notifications."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fenxiao.payout.rails.iso_form import NAMESPACE
from fenxiao.payout.rails.iso_schemes import LIMITS
from fenxiao.payout.rails.pain001 import Account, Message, Payment
from tests.payout.rails.samples import ONE, day_of

AT = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
DAY = date(2026, 6, 2)
EUROS = ONE._replace(currency="EUR")
OTHER = EUROS._replace(instruction_id="I2", key="K2", amount_minor=100_000)
OURS = Account("t-shop", "t-ours", "t-bank")
PAYMENT = Payment(EUROS, OURS, DAY, "t-name", "t-bic", "Commission of June")
MESSAGE = Message((PAYMENT, PAYMENT._replace(payout=OTHER)), "t-shop", AT)
PLAIN = Message(
    (
        PAYMENT._replace(
            payout=ONE, kind="other", note="佣金 <六月> & more", debtor=OURS._replace(kind="other")
        ),
        PAYMENT._replace(payout=OTHER._replace(currency="JPY"), kind="other", bank_token=""),
    ),
    "t-shop",
    AT,
    scheme="plain",
)
SEPA, STANDARD = day_of(LIMITS["sepa"]), day_of(LIMITS["plain"])
VALUES = {
    "t-shop": "Shop & Sons",
    "t-ours": "DE89370400440532013000",
    "t-bank": "COBADEFFXXX",
    "t-name": "Ana O'Neill",
    "t-bic": "BNPAFRPP",
    "t-payee": "FR1420041010050500013M02606",
}
SEPA_VALUES = {**VALUES, "t-shop": "Shop and Sons"}


def document(message: str, inner: str) -> str:
    return f'<Document xmlns="{NAMESPACE}{message}">{inner}</Document>'


def element(name: str, inner: str, attribute: str = "") -> str:
    return f"<{name}{attribute}>{inner}</{name}>"


def status(  # one transaction of a report
    word: str = "ACSC",
    *,
    key: str = "K1",
    amount: str = "12.34",
    currency: str = "EUR",
    reference: str = "B7",
    reason: str = "",
) -> str:
    parts = [element("OrgnlEndToEndId", key), element("TxSts", word)]
    if reason:
        parts.append(element("StsRsnInf", element("Rsn", element("Cd", reason))))
    if reference:
        parts.append(element("AcctSvcrRef", reference))
    if amount:
        amounts = element("InstdAmt", amount, f' Ccy="{currency}"')
        parts.append(element("OrgnlTxRef", element("Amt", amounts)))
    return element("TxInfAndSts", "".join(parts))


def report(
    *lines: str, version: str = "03", group: str = "", batch: str = "", key: str = "M1"
) -> str:
    """Return a status report; ``group`` and ``batch`` are what stands in their heads."""
    header = element("GrpHdr", element("MsgId", "S1") + element("CreDtTm", "2026-06-02T08:00:00Z"))
    names = element("OrgnlMsgId", key) + element("OrgnlMsgNmId", "pain.001.001.09")
    original = element("OrgnlGrpInfAndSts", names + group)
    part = element("OrgnlPmtInfId", "P1") + batch + "".join(lines)
    body = header + original + (element("OrgnlPmtInfAndSts", part) if lines or batch else "")
    return document(f"pain.002.001.{version}", element("CstmrPmtStsRpt", body))


def booked(  # one transaction of an entry
    key: str = "K1",
    *,
    amount: str = "12.34",
    currency: str = "EUR",
    reference: str = "B7",
    reason: str = "",
    version: str = "08",
) -> str:
    refs = (element("AcctSvcrRef", reference) if reference else "") + element("EndToEndId", key)
    parts = [element("Refs", refs)]
    if amount:
        money = element("Amt", amount, f' Ccy="{currency}"')
        wrapped = element("AmtDtls", element("TxAmt", money))
        parts += [wrapped] if version == "02" else [money, element("CdtDbtInd", "DBIT"), wrapped]
    if reason:
        parts[2:3] = [element("CdtDbtInd", "CRDT")] if version != "02" and amount else parts[2:3]
        parts.append(element("RtrInf", element("Rsn", element("Cd", reason))))
    return element("TxDtls", "".join(parts))


def entry(
    *lines: str,
    amount: str = "12.34",
    currency: str = "EUR",
    towards: str = "DBIT",
    word: str = "BOOK",
    reversal: str = "",
    batch: str = "",
    version: str = "08",
) -> str:
    parts = [
        element("Amt", amount, f' Ccy="{currency}"'),
        element("CdtDbtInd", towards),
        element("RvslInd", reversal) if reversal else "",
        element("Sts", word if version == "02" else element("Cd", word)),
        element("AcctSvcrRef", "E7"),
        element("BkTxCd", element("Prtry", element("Cd", "X"))),
    ]
    if lines or batch:
        parts.append(
            element("NtryDtls", (element("Btch", batch) if batch else "") + "".join(lines))
        )
    return element("Ntry", "".join(parts))


def notification(*entries: str, summary: str = "", version: str = "08") -> str:
    header = element("GrpHdr", element("MsgId", "N1") + element("CreDtTm", "2026-06-02T18:00:00Z"))
    account = element("Acct", element("Id", element("IBAN", VALUES["t-ours"])))
    at = element("CreDtTm", "2026-06-02T18:00:00Z")
    total = element("TxsSummry", summary) if summary else ""
    inner = element("Id", "X1") + at + account + total + "".join(entries)
    whole = header + element("Ntfctn", inner)
    return document(f"camt.054.001.{version}", element("BkToCstmrDbtCdtNtfctn", whole))
