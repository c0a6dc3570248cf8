"""Tax schemes (计税办法): the figures by which tax is withheld, as data with their sources.

A scheme names its method and the figures that the method asks for. Nothing is hidden in
code: every rate, allowance and threshold is a field, and each says where it is from.

Source: docs/tax.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Literal, get_args

from fenxiao.errors import PolicyError
from fenxiao.model.checks import STRICT, check_id, check_once, check_tuple
from fenxiao.model.envelope import check_flag, is_one_of
from fenxiao.money import PPM, check_amount, check_rate

__all__ = ["METHODS", "Method", "Surcharge", "TaxBand", "TaxScheme", "TaxSource", "Vat"]

Method = Literal["none", "occurrence", "cumulative", "backup"]
METHODS: tuple[Method, ...] = get_args(Method)
"""Nothing; each occurrence by itself; the year so far; a flat rate until a person is known."""

_ASKED: dict[Method, frozenset[str]] = {
    "none": frozenset(),
    "occurrence": frozenset(
        {"bands", "cost_ppm", "small_up_to_minor", "small_cost_minor", "is_by_month"}
    ),
    "cumulative": frozenset({"bands", "cost_ppm", "allowance_minor", "restarts", "vat"}),
    "backup": frozenset({"rate_ppm", "from_minor"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxBand:
    """A rate on the part of an income above an amount (级距).

    Args:
        above_minor: Above this amount, in minor units.
        rate_ppm: The rate of the part, in ppm.
    """

    __pydantic_config__ = STRICT

    above_minor: int
    rate_ppm: int

    def __post_init__(self) -> None:
        """Check both fields."""
        check_amount(self.above_minor, "above_minor")
        check_rate(self.rate_ppm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surcharge:
    """A tax on the value-added tax (附加税费).

    Args:
        name: Which, in the host's words.
        rate_ppm: Its rate of the value-added tax, in ppm.
    """

    __pydantic_config__ = STRICT

    name: str
    rate_ppm: int

    def __post_init__(self) -> None:
        """Check both fields."""
        check_id(self.name, "name")
        check_rate(self.rate_ppm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vat:
    """Value-added tax that is filed on behalf of a person (代办增值税).

    Args:
        free_up_to_minor: Sales of a month without the tax in them, up to which none is due;
            above it, it is due on all of them.
        rate_ppm: The rate on the sales without the tax, in ppm.
        surcharges: What is due on top of it.
    """

    __pydantic_config__ = STRICT

    free_up_to_minor: int
    rate_ppm: int
    surcharges: tuple[Surcharge, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that each surcharge stands once."""
        check_amount(self.free_up_to_minor, "free_up_to_minor")
        check_rate(self.rate_ppm)
        surcharges = check_tuple(self.surcharges, Surcharge, "surcharges")
        object.__setattr__(self, "surcharges", surcharges)
        check_once((one.name for one in surcharges), "surcharges")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSource:
    """Where a figure of a scheme is from.

    Args:
        figure: The field's name.
        text: The act, with its number and date.
    """

    __pydantic_config__ = STRICT

    figure: str
    text: str

    def __post_init__(self) -> None:
        """Check both fields."""
        check_id(self.figure, "figure")
        check_id(self.text, "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxScheme:
    """How tax is withheld from one kind of payee (计税办法).

    Args:
        scheme_id: Its name; versions of one scheme share it, and so share their year.
        method: "none"; "occurrence", each by itself; "cumulative", the year so far less what
            was withheld before; "backup", a flat rate of whoever has not shown who he is.
        bands: Rates of the income that is left, the lowest first, from 0 on.
        cost_ppm: What is taken off as costs, of the whole income.
        small_up_to_minor: Up to this income of an occurrence, in minor units, the costs are
            a fixed amount instead.
        small_cost_minor: That fixed amount.
        is_by_month: Whether all of a month is one occurrence; otherwise each payment is.
        allowance_minor: What is taken off for each month of the run, cumulatively.
        restarts: Whether a month without a payment ends the run, so that the next begins anew.
        vat: Value-added tax on top of it; it is no income.
        rate_ppm: The flat rate of a backup.
        from_minor: What must be paid in the year before a backup begins; the payment that
            reaches it is withheld from whole.
        sources: Where the figures are from.

    Raises:
        PolicyError: ``tax.scheme`` when the figures do not fit the method or each other.

    Examples:
        >>> TaxScheme(scheme_id="flat", method="backup", rate_ppm=240_000).from_minor
        0
    """

    __pydantic_config__ = STRICT

    scheme_id: str
    method: Method
    bands: tuple[TaxBand, ...] = ()
    cost_ppm: int = 0
    small_up_to_minor: int = 0
    small_cost_minor: int = 0
    is_by_month: bool = True
    allowance_minor: int = 0
    restarts: bool = True
    vat: Vat | None = None
    rate_ppm: int = 0
    from_minor: int = 0
    sources: tuple[TaxSource, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, and that they fit the method."""
        check_id(self.scheme_id, "scheme_id")
        is_one_of(self.method, METHODS, "method")
        object.__setattr__(self, "bands", check_tuple(self.bands, TaxBand, "bands"))
        object.__setattr__(self, "sources", check_tuple(self.sources, TaxSource, "sources"))
        for name in ("small_up_to_minor", "small_cost_minor", "allowance_minor", "from_minor"):
            check_amount(getattr(self, name), name)
        check_rate(self.cost_ppm)
        check_rate(self.rate_ppm)
        check_flag(self.is_by_month, "is_by_month")
        check_flag(self.restarts, "restarts")
        problem = self._problem()
        if problem:
            raise PolicyError("tax.scheme", scheme_id=self.scheme_id, problem=problem)

    def _problem(self) -> str:
        asked = _ASKED[self.method]
        mine = {one.name: one.default for one in fields(self)}
        for name in frozenset[str]().union(*_ASKED.values()) - asked:
            if getattr(self, name) != mine[name]:
                return f'the method "{self.method}" does not look at {name}'
        if "bands" in asked:
            rising = all(
                one.above_minor < other.above_minor and one.rate_ppm <= other.rate_ppm
                for one, other in pairwise(self.bands)
            )
            if not self.bands or self.bands[0].above_minor or not rising:
                return "bands must begin above 0, and amounts and rates rise from one to the next"
        if self.vat is not None and type(self.vat) is not Vat:
            return "vat must be of type Vat"
        small_minor = self.small_up_to_minor - self.small_cost_minor
        if small_minor < 0 or small_minor * PPM > self.small_up_to_minor * (PPM - self.cost_ppm):
            return "a little more income must never leave less of it after costs"
        return ""
