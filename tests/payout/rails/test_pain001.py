"""Credit transfers: valid by the published schemas, counted, the same bytes again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.errors import PayoutError
from fenxiao.payout.rails import pain001
from fenxiao.payout.rails.form import Contract, Limit, figures
from fenxiao.payout.rails.iso_form import decimals, scaled
from fenxiao.payout.rails.iso_schemes import LIMITS, SCHEMES
from fenxiao.payout.rails.iso_values import fill_in
from fenxiao.payout.rails.pain001 import (
    VERSIONS,
    Message,
    Payment,
    batches,
    message_key,
    payment_key,
    render,
    validate,
)
from tests.payout.rails.iso_samples import (
    DAY,
    EUROS,
    MESSAGE,
    OTHER,
    OURS,
    PAYMENT,
    PLAIN,
    SEPA,
    SEPA_VALUES,
    STANDARD,
    VALUES,
)
from tests.payout.rails.samples import ONE, codes
from tests.payout.rails.xsd import faults

NOWHERE = OURS._replace(account_token="")
every_version = pytest.mark.parametrize("version", VERSIONS)


def valid(message: Message, values: dict[str, str]) -> str:
    """Check a message by its schema, once filled in, and return its text."""
    limits = SEPA if message.scheme == "sepa" else STANDARD
    sent = render(message, limits)
    whole = fill_in(sent, values, message.scheme, limits)
    assert [] == faults(whole, f"pain.001.001.{message.version}")
    return whole.decode()


def numbered(count: int) -> Message:
    """Return a message of many payments: three accounts, two days, amounts of every size."""
    accounts = [OURS._replace(name_token=f"t-shop{n}") for n in range(3)]
    payments = tuple(
        Payment(
            EUROS._replace(instruction_id=f"I{n}", key=f"K{n}", amount_minor=n * n % 99_991 + 1),
            accounts[n % 3],
            DAY + timedelta(days=n % 2),
            "t-name",
        )
        for n in range(count)
    )
    return Message(payments, "t-shop", MESSAGE.created_at)


@every_version
@pytest.mark.parametrize("count", [1, 3, 20_000])
def test_a_message_is_valid_by_the_schema(version: Any, count: int) -> None:
    values = SEPA_VALUES | {f"t-shop{n}": f"Shop {n}" for n in range(3)}
    text = valid(numbered(count)._replace(version=version), values)
    assert count == text.count("<CdtTrfTxInf>")
    assert min(count, 6) == text.count("<PmtInf>")


@every_version
def test_other_accounts_currencies_and_letters_are_valid(version: Any) -> None:
    text = valid(PLAIN._replace(version=version), VALUES)
    assert "<Ustrd>佣金 &lt;六月&gt; &amp; more</Ustrd>" in text
    assert '<InstdAmt Ccy="JPY">100000</InstdAmt>' in text
    assert "<Nm>Shop &amp; Sons</Nm>" in text


@every_version
def test_without_a_bank_the_message_is_valid(version: Any) -> None:
    payment = PAYMENT._replace(bank_token="", debtor=OURS._replace(bank_token=""), note="")
    text = valid(Message((payment,), "t-shop", MESSAGE.created_at, version=version), SEPA_VALUES)
    assert "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id>" in text
    assert "<CdtrAgt>" not in text
    assert "<RmtInf>" not in text


@every_version
def test_tokens_alone_are_no_valid_message(version: Any) -> None:
    assert faults(render(MESSAGE._replace(version=version), SEPA).body, f"pain.001.001.{version}")


def test_the_text_of_a_message() -> None:
    text = render(MESSAGE, SEPA).body.decode()
    key, batch = message_key(MESSAGE), payment_key(MESSAGE, PAYMENT)
    assert text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{key}</MsgId><CreDtTm>2026-06-01T12:30:00Z</CreDtTm>"
        "<NbOfTxs>2</NbOfTxs><CtrlSum>1012.34</CtrlSum>"
        "<InitgPty><Nm>t-shop</Nm></InitgPty></GrpHdr>"
        f"<PmtInf><PmtInfId>{batch}</PmtInfId><PmtMtd>TRF</PmtMtd>"
        "<NbOfTxs>2</NbOfTxs><CtrlSum>1012.34</CtrlSum>"
        "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>"
        "<ReqdExctnDt><Dt>2026-06-02</Dt></ReqdExctnDt>"
        "<Dbtr><Nm>t-shop</Nm></Dbtr><DbtrAcct><Id><IBAN>t-ours</IBAN></Id></DbtrAcct>"
        "<DbtrAgt><FinInstnId><BICFI>t-bank</BICFI></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>"
        "<CdtTrfTxInf><PmtId><InstrId>K1</InstrId><EndToEndId>K1</EndToEndId></PmtId>"
        '<Amt><InstdAmt Ccy="EUR">12.34</InstdAmt></Amt>'
        "<CdtrAgt><FinInstnId><BICFI>t-bic</BICFI></FinInstnId></CdtrAgt>"
        "<Cdtr><Nm>t-name</Nm></Cdtr><CdtrAcct><Id><IBAN>t-payee</IBAN></Id></CdtrAcct>"
        "<RmtInf><Ustrd>Commission of June</Ustrd></RmtInf></CdtTrfTxInf>"
    )
    older = render(MESSAGE._replace(version="03"), SEPA).body.decode()
    assert "<ReqdExctnDt>2026-06-02</ReqdExctnDt>" in older
    assert "<BIC>t-bic</BIC>" in older


def test_a_message_is_the_same_bytes_again() -> None:
    sent = render(MESSAGE, SEPA)
    assert sent == render(MESSAGE, SEPA)
    assert (message_key(MESSAGE), 2, (("EUR", 101_234),)) == (
        sent.key,
        sent.item_count,
        sent.totals_minor,
    )
    turned = MESSAGE._replace(payments=MESSAGE.payments[::-1])
    assert message_key(MESSAGE) == message_key(turned)
    elsewhere = MESSAGE.created_at.astimezone(timezone(timedelta(hours=8)))
    assert sent == render(MESSAGE._replace(created_at=elsewhere), SEPA)


def test_each_account_day_and_currency_has_a_batch_of_its_own() -> None:
    others = [
        PAYMENT._replace(payout=OTHER),
        PAYMENT._replace(payout=OTHER._replace(key="K3"), day=DAY + timedelta(days=1)),
        PAYMENT._replace(payout=OTHER._replace(key="K4"), debtor=OURS._replace(account_token="x")),
        PAYMENT._replace(payout=OTHER._replace(key="K5", currency="USD")),
    ]
    message = Message((PAYMENT, *others), "t-shop", MESSAGE.created_at, scheme="plain")
    found = batches(message)
    assert [["K1", "K2"], ["K3"], ["K4"], ["K5"]] == [
        [one.payout.key for one in part] for part in found.values()
    ]
    assert [payment_key(message, one) for one in others[1:]] == [*found][1:]
    assert message_key(message) not in found


@given(
    amounts=st.lists(
        st.tuples(st.sampled_from(["EUR", "JPY", "KWD"]), st.integers(1, 10**9)),
        min_size=1,
        max_size=6,
    )
)
def test_counts_and_sums_are_those_of_the_payments(amounts: list[tuple[str, int]]) -> None:
    payments = tuple(
        PAYMENT._replace(
            payout=ONE._replace(
                instruction_id=f"I{n}", key=f"K{n}", currency=code, amount_minor=minor
            )
        )
        for n, (code, minor) in enumerate(amounts)
    )
    text = render(Message(payments, "t", MESSAGE.created_at, "plain"), STANDARD).body.decode()
    head, *parts = text.split("<PmtInf>")
    assert len({code for code, _ in amounts}) == len(parts)
    for whole, inside in ((head, "".join(parts)), *((part, part) for part in parts)):
        numbers = [decimals(one) for one in re.findall(r'<InstdAmt Ccy="...">([^<]*)<', inside)]
        (count,) = re.findall("<NbOfTxs>(.*?)<", whole)
        (total,) = re.findall("<CtrlSum>(.*?)<", whole)
        assert len(numbers) == int(count)
        assert sum(scaled(one) for one in numbers if one) == scaled(decimals(total) or (0, 0))


def found(message: Message = MESSAGE, **changes: Any) -> list[str]:
    limits = SEPA if message.scheme == "sepa" else STANDARD
    changed = tuple(one._replace(**changes) for one in message.payments)
    return codes(validate(message._replace(payments=changed), limits))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, [], id="a good one"),
        pytest.param({"note": ""}, [], id="no note"),
        pytest.param({"note": "佣金"}, ["rail.bad_form"], id="letters that SEPA has not"),
        pytest.param({"kind": "other"}, ["rail.unknown_word"], id="no IBAN"),
        pytest.param({"name_token": ""}, ["rail.missing"], id="no name"),
        pytest.param({"name_token": "a\nb"}, ["rail.bad_form"], id="a token with a control"),
        pytest.param({"bank_token": ""}, [], id="no bank"),
        pytest.param({"debtor": NOWHERE}, ["rail.missing"], id="no account"),
        pytest.param({"debtor": OURS._replace(kind="x")}, ["rail.unknown_word"], id="a kind"),
        pytest.param({"payout": ONE}, ["rail.wrong_currency"], id="yuan"),
        pytest.param({"payout": EUROS._replace(payee_token="")}, ["rail.missing"], id="no payee"),
    ],
)
def test_every_broken_rule_is_told(changes: dict[str, Any], expected: list[str]) -> None:
    assert expected == found(MESSAGE._replace(payments=(PAYMENT,)), **changes)


def test_rules_of_the_whole_message_are_told() -> None:
    assert ["rail.no_items"] == found(MESSAGE._replace(payments=()))
    assert ["rail.repeated"] == found(MESSAGE._replace(payments=(PAYMENT, PAYMENT)))
    assert ["rail.missing"] == found(MESSAGE._replace(initiator_token=""))
    naive = datetime(2026, 6, 1)  # noqa: DTZ001  # an instant without a zone is what is refused
    assert ["rail.bad_form"] == found(MESSAGE._replace(created_at=naive))
    assert [] == found(MESSAGE._replace(created_at=datetime(2026, 6, 1, tzinfo=UTC)))


def test_a_contract_says_how_many_a_bank_takes() -> None:
    ours = Limit("items", 1, "items", date(2026, 1, 1), "contract 7, clause 2")
    limits = figures(LIMITS["sepa"], DAY, Contract((ours,)))
    assert ["rail.too_many"] == codes(validate(MESSAGE, limits))


@pytest.mark.parametrize("state", ["submitted", "paid"])
def test_only_approved_instructions_are_sent(state: Any) -> None:
    late = PAYMENT._replace(payout=EUROS._replace(state=state))
    with pytest.raises(PayoutError) as caught:
        render(MESSAGE._replace(payments=(late,)), SEPA)
    assert caught.value.code == "payout.not_approved"


def test_what_breaks_a_rule_is_not_rendered() -> None:
    with pytest.raises(PayoutError) as caught:
        render(MESSAGE._replace(initiator_token=""), SEPA)
    assert caught.value.code == "rail.broken_rules"


def test_the_versions_are_those_of_the_type() -> None:
    assert get_args(pain001.Version) == VERSIONS
    assert set(SCHEMES) == set(LIMITS)
