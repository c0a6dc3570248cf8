"""Forests of members with purchases: what counts for whom, reckoned by walking up from each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import strategies as st

from fenxiao.model.records import Member
from fenxiao.rules.people import blank
from fenxiao.rules.period.sales import PeriodSales, Seller

Parents = Mapping[str, str | None]
Own = Mapping[str, int]


class Forest(NamedTuple):
    """Who stands under whom, and what each has bought, in minor units."""

    parents: Parents
    own: Own

    def below(self, member: str, levels: int) -> int:
        """Return what was bought by a member and within some levels below him."""
        fans = [one for one, parent in self.parents.items() if parent == member]
        rest = sum(self.below(fan, levels - 1) for fan in fans) if levels else 0
        return self.own.get(member, 0) + rest

    def at(self, member: str, distance: int) -> int:
        """Return what was bought at exactly one distance below a member."""
        if not distance:
            return self.own.get(member, 0)
        fans = [one for one, parent in self.parents.items() if parent == member]
        return sum(self.at(fan, distance - 1) for fan in fans)

    def seller(self, member: str, known: Mapping[str, Member] | None = None) -> Seller:
        """Return what counts for a member."""
        fans = [one for one, parent in self.parents.items() if parent == member]
        by_child = tuple(self.below(fan, 2) for fan in sorted(fans))
        distances = (self.at(member, 0), self.at(member, 1), self.at(member, 2), self.at(member, 3))
        return Seller((known or {}).get(member, blank(member)), distances, by_child)

    def sales(self, known: Mapping[str, Member] | None = None) -> PeriodSales:
        """Return what period rules look at."""
        sellers = tuple(self.seller(member, known) for member in sorted(self.parents))
        return PeriodSales(sellers, sum(self.own.values()))

    def is_forest(self) -> bool:
        """Say whether nobody stands above himself."""
        for member in self.parents:
            seen, above = {member}, self.parents[member]
            while above is not None:
                if above in seen:
                    return False
                seen.add(above)
                above = self.parents[above]
        return True


@st.composite
def forests(draw: st.DrawFn, *, most: int = 8, most_minor: int = 3_000) -> Forest:
    """Draw a forest; each member stands under an earlier one, or under nobody."""
    count = draw(st.integers(1, most))
    names = [f"u{number}" for number in range(count)]
    parents: dict[str, str | None] = {
        name: draw(st.sampled_from([None, *names[:number]])) for number, name in enumerate(names)
    }
    amounts = st.integers(0, most_minor)
    return Forest(parents, {name: draw(amounts) for name in names})
