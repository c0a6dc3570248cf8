"""Currencies (币种): the ISO 4217 codes in use and how many decimals each has.

The exponent is the power of ten between the unit that people speak of and the minor
unit that is counted: 2 for CNY (元 to 分), 0 for JPY, 3 for KWD. Precious metals, bond
units, the testing code and "no currency" have no minor unit and are not in the table.
The exponents are those of the standard; a payment rail that counts another unit for
some currency converts at its own border.

Source: ISO 4217 list one (current currency and funds codes), published 2026-01-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from fenxiao.errors import MoneyError
from fenxiao.money._shown import shown

__all__ = ["CURRENCIES", "Currency", "currency"]


class Currency(NamedTuple):
    """A currency in use: its ISO 4217 code and the decimals between unit and minor unit."""

    code: str
    exponent: int


_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP
        BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB
        EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
        KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
        MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
        RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
        TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

CURRENCIES: Mapping[str, Currency] = MappingProxyType(
    {code: Currency(code, exponent) for exponent, row in _CODES.items() for code in row.split()}
)
"""Every currency in use, by its code."""


def currency(code: str) -> Currency:
    """Return the currency of an ISO 4217 code.

    Codes are compared whole and in capitals: a code that is nearly right is a mistake
    in the host's data, and guessing would hide it until the first payout.

    Args:
        code: The three capital letters of the standard, as in ``CNY``.

    Returns:
        The code with its exponent.

    Raises:
        MoneyError: The code is not one in use, or has no minor unit.

    Examples:
        >>> currency("CNY")
        Currency(code='CNY', exponent=2)
        >>> [currency(code).exponent for code in ("JPY", "KWD", "CLF")]
        [0, 3, 4]
    """
    try:
        return CURRENCIES[code]
    except (KeyError, TypeError):
        raise MoneyError("money.unknown_currency", currency=shown(code)) from None
