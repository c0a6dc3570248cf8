"""Tax policy (税务政策): which scheme holds for whom, in which currency, from when.

Source: docs/tax.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_id, check_kind, check_quantity, check_tuple
from fenxiao.model.instants import FOREVER_US, check_instant, from_us, to_us
from fenxiao.money import currency
from fenxiao.payout.tax.schemes import TaxScheme
from fenxiao.payout.tax.state import next_month

__all__ = ["TaxPolicy", "TaxRule"]

_DAY_MINUTES = 24 * 60
_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRule:
    """A scheme, and for whom it holds from when on (计税规则).

    Args:
        scheme: By what tax is withheld.
        currency: Of the payouts that it is for.
        kinds: Of payees; none is every kind that no other rule names.
        payers: Whose payouts; none is every payer's that no other rule names.
        effective_from: From when it holds, until a later rule for the same; none is always.
    """

    __pydantic_config__ = STRICT

    scheme: TaxScheme
    currency: str
    kinds: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    effective_from: datetime | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        check_kind(self.scheme, TaxScheme, "scheme")
        currency(self.currency)
        for name in ("kinds", "payers"):
            object.__setattr__(self, name, check_tuple(getattr(self, name), str, name))
            for one in getattr(self, name):
                check_id(one, name)
        if self.effective_from is not None:
            start = check_instant(self.effective_from, "effective_from")
            object.__setattr__(self, "effective_from", start)

    @property
    def since_us(self) -> int:
        """From when it holds, in UTC microseconds."""
        return -FOREVER_US if self.effective_from is None else to_us(self.effective_from)

    def holds(self, payer_id: str, kind: str, currency_code: str, at_us: int) -> bool:
        """Say whether it is for a payout of an instant."""
        return (
            self.currency == currency_code
            and self.since_us <= at_us
            and (not self.kinds or kind in self.kinds)
            and (not self.payers or payer_id in self.payers)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPolicy:
    """What is withheld from payouts (代扣税规则).

    Args:
        rules: Which scheme holds for whom, past ones too. Of several, one that names the
            payer goes first, then one that names the kind of payee, then the latest.
        utc_offset_minutes: Where months begin: minutes east of UTC.

    Raises:
        PolicyError: ``tax.rules`` when two rules hold for the same from the same instant.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from fenxiao.payout.tax.china import LABOUR
        >>> policy = TaxPolicy(rules=(TaxRule(scheme=LABOUR, currency="CNY"),))
        >>> policy.month(to_us(datetime(2025, 9, 30, 16, tzinfo=UTC)))
        '2025-10'
    """

    __pydantic_config__ = STRICT

    rules: tuple[TaxRule, ...]
    utc_offset_minutes: int = 480

    def __post_init__(self) -> None:
        """Check both fields, and that no two rules are for the same."""
        object.__setattr__(self, "rules", check_tuple(self.rules, TaxRule, "rules"))
        check_quantity(
            self.utc_offset_minutes, "utc_offset_minutes", low=-_DAY_MINUTES, high=_DAY_MINUTES
        )
        seen: set[tuple[str, str, str, int]] = set()
        for rule in self.rules:
            for payer_id in rule.payers or ("",):
                for kind in rule.kinds or ("",):
                    place = (payer_id, kind, rule.currency, rule.since_us)
                    if place in seen:
                        names = f'payer "{payer_id}", kind "{kind}", {rule.currency}'
                        raise PolicyError("tax.rules", problem=f"two are for {names}")
                    seen.add(place)

    def scheme(self, payer_id: str, kind: str, currency_code: str, at_us: int) -> TaxScheme | None:
        """Return the scheme of a payout, or None where no rule is for it.

        Args:
            payer_id: Who pays.
            kind: What kind of payee he pays.
            currency_code: Of the payout.
            at_us: When it is decided, in UTC microseconds.
        """
        mine = [one for one in self.rules if one.holds(payer_id, kind, currency_code, at_us)]
        best = max(
            mine,
            key=lambda one: (bool(one.payers), bool(one.kinds), one.since_us),
            default=None,
        )
        return None if best is None else best.scheme

    def month(self, at_us: int) -> str:
        """Return the month of an instant where the taxes are due, such as "2025-10"."""
        return f"{from_us(at_us + self.utc_offset_minutes * _MINUTE_US):%Y-%m}"

    def until_us(self, month: str) -> int:
        """Return the first instant after a month, in UTC microseconds.

        Examples:
            >>> policy = TaxPolicy(rules=(), utc_offset_minutes=0)
            >>> from_us(policy.until_us("2025-12")).isoformat()
            '2026-01-01T00:00:00+00:00'
        """
        start = datetime.fromisoformat(f"{next_month(month)}-01T00:00:00+00:00")
        return to_us(start) - self.utc_offset_minutes * _MINUTE_US
