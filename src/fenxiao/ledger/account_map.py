"""Account maps (科目对照): our accounts as the host's codes, with auxiliary accounting.

A map is data. Every account of the chart has a row; a row that names a party goes before it
for that party, as a large supplier has a code of its own. What a row says of auxiliaries
(辅助核算) decides whether the party is seen in vouchers or summed away.

Source: docs/vouchers.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from fenxiao.errors import PolicyError
from fenxiao.ledger.accounts import ACCOUNTS
from fenxiao.model.checks import STRICT, check_id, check_quantity, check_tuple
from fenxiao.model.envelope import is_one_of
from fenxiao.money import currency

__all__ = ["AUXILIARIES", "AccountCode", "AccountMap", "Auxiliary", "AuxiliaryKind", "Grouping"]

AuxiliaryKind = Literal["person", "customer", "supplier", "department", "project"]
Grouping = Literal["day", "entry"]

AUXILIARIES: dict[AuxiliaryKind, str] = {
    "person": "个人往来",
    "customer": "客户往来",
    "supplier": "供应商往来",
    "department": "部门核算",
    "project": "项目核算",
}
"""The kinds of auxiliary accounting, each as accounting software calls it."""

_MOST_LEGS = 10_000
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Auxiliary:
    """One kind of auxiliary accounting of an account (辅助核算).

    Args:
        kind: Which.
        code: The host's code, the same in every voucher; without it, the party's.
        title: What goes with ``code``.

    Raises:
        PolicyError: ``policy.account_map`` for a title without a code.

    Examples:
        >>> Auxiliary(kind="department", code="D01").is_partys, Auxiliary(kind="person").is_partys
        (False, True)
    """

    __pydantic_config__ = STRICT

    kind: AuxiliaryKind
    code: str | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        """Check each field."""
        is_one_of(self.kind, get_args(AuxiliaryKind), "kind")
        if self.code is not None:
            check_id(self.code, "code")
        if self.title is not None:
            check_id(self.title, "title")
            if self.code is None:
                problem = f'auxiliary "{self.kind}" has a title and no code'
                raise PolicyError("policy.account_map", problem=problem)

    @property
    def is_partys(self) -> bool:
        """Whether its code is the party's."""
        return self.code is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCode:
    """A row of an account map: one of our accounts as the host's.

    Args:
        account: Our account.
        code: The host's code (科目编码).
        title: The host's name of it (科目名称).
        party_id: For this party only; None for every other.
        auxiliaries: What is told beside the code, each kind once.

    Raises:
        PolicyError: ``policy.unknown_account``; ``policy.account_map`` for a kind that
            stands twice, or a party of an account that the chart keeps by none.

    Examples:
        >>> AccountCode(account="bank", code="1002.01", title="银行存款").auxiliaries
        ()
    """

    __pydantic_config__ = STRICT

    account: str
    code: str
    title: str
    party_id: str | None = None
    auxiliaries: tuple[Auxiliary, ...] = ()

    def __post_init__(self) -> None:
        """Check each field."""
        if self.account not in ACCOUNTS:
            raise PolicyError("policy.unknown_account", account=self.account)
        check_id(self.code, "code")
        check_id(self.title, "title")
        if self.party_id is not None:
            check_id(self.party_id, "party_id")
        auxiliaries = check_tuple(self.auxiliaries, Auxiliary, "auxiliaries")
        object.__setattr__(self, "auxiliaries", auxiliaries)
        kinds = [one.kind for one in auxiliaries]
        twice = next((kind for kind in kinds if kinds.count(kind) > 1), None)
        if twice is not None:
            problem = f'account "{self.account}" has auxiliary "{twice}" twice'
            raise PolicyError("policy.account_map", problem=problem)
        asks = self.party_id is not None or any(one.is_partys for one in auxiliaries)
        if asks and not ACCOUNTS[self.account].party:
            problem = f'account "{self.account}" is kept by no party, and its row asks for one'
            raise PolicyError("policy.account_map", problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMap:
    """How the journal becomes vouchers of the host's accounting software.

    Args:
        currency: Of the vouchers; entries in others are refused.
        accounts: A row for every account of the chart, and rows for single parties.
        currency_code: What the software calls the currency, as RMB; else its ISO code.
        currency_title: Its name there, as 人民币; else the code.
        word: The kind of voucher (凭证字).
        grouping: ``day`` for a voucher by day and template (按日汇总), ``entry`` for one each.
        most_legs: The most lines of one voucher, 2 to 10000; a day that has more is several.
        utc_offset_minutes: How far the books' clock is ahead of UTC; 480 in China.
        preparer: Who is named as having made the vouchers (制单人).

    Raises:
        PolicyError: ``policy.unmapped_account`` names every account without a row;
            ``policy.repeated_account`` an account and party with two.
        MoneyError: ``money.unknown_currency``.
    """

    __pydantic_config__ = STRICT

    currency: str
    accounts: tuple[AccountCode, ...]
    currency_code: str | None = None
    currency_title: str | None = None
    word: str = "记"
    grouping: Grouping = "day"
    most_legs: int = 500
    utc_offset_minutes: int = 480
    preparer: str | None = None
    _rows: dict[tuple[str, str | None], AccountCode] = field(
        init=False, repr=False, compare=False, hash=False
    )

    def __post_init__(self) -> None:
        """Check each field, and that nothing of the chart is missing."""
        currency(self.currency)
        for name in ("currency_code", "currency_title", "preparer"):
            if getattr(self, name) is not None:
                check_id(getattr(self, name), name)
        check_id(self.word, "word")
        is_one_of(self.grouping, get_args(Grouping), "grouping")
        check_quantity(self.most_legs, "most_legs", low=2, high=_MOST_LEGS)
        check_quantity(
            self.utc_offset_minutes, "utc_offset_minutes", low=-_DAY_MINUTES, high=_DAY_MINUTES
        )
        rows = check_tuple(self.accounts, AccountCode, "accounts")
        object.__setattr__(self, "accounts", rows)
        object.__setattr__(self, "_rows", _by_account(rows))

    def row(self, account: str, party_id: str) -> AccountCode:
        """Return the row of an account of the chart: the party's own, or the one for all.

        Args:
            account: Our account.
            party_id: Whose; empty for the payer's own.
        """
        return self._rows.get((account, party_id)) or self._rows[account, None]


def _by_account(rows: tuple[AccountCode, ...]) -> dict[tuple[str, str | None], AccountCode]:
    found: dict[tuple[str, str | None], AccountCode] = {}
    for row in rows:
        if (row.account, row.party_id) in found:
            party = row.party_id or ""
            raise PolicyError("policy.repeated_account", account=row.account, party=party)
        found[row.account, row.party_id] = row
    missing = [f'"{account}"' for account in ACCOUNTS if (account, None) not in found]
    if missing:
        raise PolicyError("policy.unmapped_account", accounts=", ".join(missing))
    return found
