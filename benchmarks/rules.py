"""Settled lines a second: the rule engine beside a loop written for the one plan, in one run.

Three plans: three plain levels; a shop's plan of levels by grade and category, the
buyer's own purchase, a link's commission with a service fee, and a ceiling; and a plan of
profit, with a higher band and so much a piece. Each loop is written by hand for its plan
and gives the very same records, which is checked first: the terms with every reason, or
only what each payee gets. What is counted is time of the processor, best of some rounds
that take turns.
"""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import gcd
from pathlib import Path
from time import process_time

from fenxiao import Fee, Levels, Line, OrderPaid, Plan, Role, Row
from fenxiao.model.credit_records import Credit
from fenxiao.model.records import Cell, Detail, LineTerms, RuleTerms, Slot, Terms
from fenxiao.rules.people import People, Person, blank
from fenxiao.rules.resolve import SEMANTICS, amounts, resolve

RESULTS = Path(__file__).with_name("rules.json")
AT = datetime(2024, 6, 18, tzinfo=UTC)
START = datetime(2024, 1, 1, tzinfo=UTC)
PPM = 1_000_000
GOAL = 0.4

LEVELS = Plan(
    plan_id="levels",
    effective_from=START,
    ceiling_ppm=200_000,
    rules=(Levels(rule_id="sale", rates_ppm=(100_000, 50_000, 20_000)),),
)
SHOP = Plan(
    plan_id="shop",
    effective_from=START,
    ceiling_ppm=300_000,
    trim="nearest_first",
    rules=(
        Levels(
            rule_id="sale",
            rates_ppm=(100_000, 50_000, 20_000),
            self_rate_ppm=10_000,
            rows=(
                Row(categories=("phone",), rates_ppm=(30_000, 10_000)),
                Row(grades=("gold",), rates_ppm=(120_000, 60_000, 30_000)),
            ),
        ),
        Role(rule_id="link", role="link", rates_ppm=(80_000,)),
        Fee(rule_id="service", of_rules=("link",), rate_ppm=100_000),
    ),
)
BAND_MINOR = 20_000
PROFIT = Plan(
    plan_id="profit",
    effective_from=START,
    ceiling_ppm=300_000,
    trim="nearest_first",
    currency="CNY",
    rules=(
        Levels(
            rule_id="sale",
            base="profit",
            rates_ppm=(200_000, 100_000),
            rows=(Row(from_minor=BAND_MINOR, rates_ppm=(250_000, 120_000)),),
        ),
        Levels(rule_id="piece", units_minor=(50,)),
    ),
)
Sold = tuple[OrderPaid, People]


LEAST_MINOR = 5_000


def orders(count: int) -> list[Sold]:
    """Make up orders of three lines, each with a full chain and a link."""
    made: list[Sold] = []
    for number in range(count):
        lines = tuple(
            Line(
                line_id=str(place),
                sku="s1",
                category=("toys", "phone", "tea")[place],
                line_kind="product",
                quantity=1 + place,
                paid_minor=(number * 7_919 + place * 104_729) % 50_000 + LEAST_MINOR,
                cost_minor=((number * 7_919 + place * 104_729) % 50_000 + LEAST_MINOR) // 3,
            )
            for place in range(3)
        )
        order = OrderPaid(
            id=f"e{number}",
            at=AT,
            order_id=f"o{number}",
            merchant_id="m1",
            payer_id="m1",
            buyer_id=f"b{number}",
            currency="CNY",
            lines=lines,
        )
        made.append((order, _people(number, order)))
    return made


def _people(number: int, order: OrderPaid) -> People:
    def one(name: str, grade: str = "") -> Person:
        return Person(blank(f"{name}{number % 500}")._replace(grade=grade))

    link = one("link")
    lines = tuple(line.line_id for line in order.lines)
    holder_id = link.member.member_id
    credit = Credit("link", holder_id, "credited", "", "visit", "c1", 0, None, None, 1, lines, ())
    upline = (one("a", "gold" if number % 3 else ""), one("b"), one("c", "gold"))
    buyer = Person(blank(order.buyer_id))
    return People(buyer, upline, (credit,), {link.member.member_id: link})


def _terms(plan: Plan, order: OrderPaid, people: People, lines: list[LineTerms]) -> Terms:
    upline = tuple(person.member.member_id for person in people.upline)
    rules: tuple[RuleTerms, ...] = plan.alone.rule_terms
    head = (order.order_id, plan.plan_id, plan.digest, SEMANTICS, 0, upline)
    refunds = plan.spared_refunds, plan.absorbed_refunds
    return Terms(*head, tuple(lines), people.credits, rules, (), *refunds)


def levels_by_hand(sold: Sold) -> Terms:
    """Write the terms of three plain levels."""
    order, people = sold
    lines: list[LineTerms] = []
    for line in order.lines:
        slots: list[Slot] = []
        paid_minor = line.paid_minor
        for depth, rate_ppm in enumerate((100_000, 50_000, 20_000), start=1):
            exact = paid_minor * rate_ppm
            common = gcd(exact, PPM)
            over, under = exact // common, PPM // common
            reason = "paid" if over >= under else "below_unit"
            payee_id = people.upline[depth - 1].member.member_id
            slots.append(Slot("sale", depth, payee_id, rate_ppm, over, under, reason))
        lines.append(LineTerms(line.line_id, line.quantity, paid_minor, tuple(slots)))
    return _terms(LEVELS, order, people, lines)


def levels_sums(sold: Sold) -> dict[str, int]:
    """Add up three plain levels."""
    order, people = sold
    sums: dict[str, int] = {}
    for line in order.lines:
        for depth, rate_ppm in enumerate((100_000, 50_000, 20_000)):
            payee_id = people.upline[depth].member.member_id
            sums[payee_id] = sums.get(payee_id, 0) + line.paid_minor * rate_ppm // PPM
    return {payee_id: minor for payee_id, minor in sums.items() if minor}


SALE: dict[tuple[str, str], tuple[int, int, int]] = {
    ("phone", ""): (30_000, 10_000, 0),
    ("phone", "gold"): (30_000, 10_000, 0),
    ("", "gold"): (120_000, 60_000, 30_000),
    ("", ""): (100_000, 50_000, 20_000),
}


ShopRate = tuple[int, str, str, int, str]
"""Place, member, grade, rate and row."""


def _shop_rates(line: Line, people: People) -> list[ShopRate]:
    """Return place, member, grade, rate and row of a line's levels, the buyer's own first."""
    word = "phone" if line.category == "phone" else ""
    rates: list[ShopRate] = []
    buyer = people.buyer.member
    rates.append((0, buyer.member_id, buyer.grade, 0 if word else 10_000, ""))
    for place, person in enumerate(people.upline, start=1):
        member = person.member
        found = "category phone" if word else ("rows[1]" if member.grade == "gold" else "")
        rate_ppm = SALE[word, member.grade][place - 1]
        rates.append((place, member.member_id, member.grade, rate_ppm, found))
    return rates


def shop_by_hand(sold: Sold) -> Terms:
    """Write the terms of the shop's plan."""
    order, people = sold
    link_id = people.credits[0].holder_id
    lines: list[LineTerms] = []
    for line in order.lines:
        paid_minor = line.paid_minor
        rates = _shop_rates(line, people)
        wanted = [(rate[0], number, rate[3]) for number, rate in enumerate(rates)]
        wanted.append((1, len(rates), 80_000))
        left_ppm = 300_000
        given = [0] * (len(rates) + 1)
        for _, number, rate_ppm in sorted(wanted):
            given[number] = min(rate_ppm, left_ppm)
            left_ppm -= given[number]
        slots: list[Slot] = []
        slots += [_shop_slot(paid_minor, rate, given[number]) for number, rate in enumerate(rates)]
        slots += _link_slots(paid_minor, link_id, given[-1])
        lines.append(LineTerms(line.line_id, line.quantity, paid_minor, tuple(slots)))
    return _terms(SHOP, order, people, lines)


def _reduced(over: int, under: int) -> tuple[int, int]:
    common = gcd(over, under)
    return over // common, under // common


def _shop_slot(paid_minor: int, rate: ShopRate, given_ppm: int) -> Slot:
    place, member_id, grade, rate_ppm, found = rate
    gross = _reduced(paid_minor * rate_ppm, PPM)
    over, under = _reduced(paid_minor * given_ppm, PPM)
    steps = ("ceiling",) if given_ppm < rate_ppm else ()
    if not rate_ppm:
        is_off = place == 0
        reason, payee_id = ("self_off" if is_off else "rate_zero"), None
        found = "category phone" if is_off else found
    else:
        payee_id = member_id
        reason = "trimmed" if steps else "paid"
        if over < under:
            reason = "below_unit" if over else "trimmed_out"
    is_reckoned = rate_ppm or place
    base = (
        paid_minor
        if is_reckoned and not (found == "category phone" and place != 1 and not rate_ppm)
        else None
    )
    role, plain = "", (0, 0, 1, 1, PPM)
    detail = Detail(member_id, role, grade, base, found, *plain, gross, steps, ())
    shown_ppm = over * PPM // (under * paid_minor) if steps else rate_ppm
    return Slot("sale", place, payee_id, shown_ppm, over, under, reason, detail)


def _link_slots(paid_minor: int, link_id: str, given_ppm: int) -> list[Slot]:
    gross = _reduced(paid_minor * 80_000, PPM)
    cut = _reduced(paid_minor * given_ppm, PPM)
    over, under = _reduced(cut[0] * 900_000, cut[1] * PPM)
    kept = _reduced(cut[0] * 100_000, cut[1] * PPM)
    steps: tuple[str, ...] = ("ceiling",) if given_ppm < 80_000 else ()
    reason = "trimmed" if steps else "paid"
    if over < under:
        reason = "below_unit" if over else "trimmed_out"
    shown_ppm = over * PPM // (under * paid_minor) if steps else 80_000
    steps = (*steps, "fee:service") if over else steps
    detail = Detail(link_id, "link", "", paid_minor, "", 0, 0, 1, 1, PPM, gross, steps, ())
    fee = Detail(None, "", "", None, "", 0, 0, 1, 1, PPM, kept, (), ())
    return [
        Slot("link", 1, link_id, shown_ppm, over, under, reason, detail),
        Slot("service", 0, None, 100_000, *kept, "fee", fee),
    ]


def shop_sums(sold: Sold) -> dict[str, int]:
    """Add up the shop's plan."""
    order, people = sold
    link_id = people.credits[0].holder_id
    sums: dict[str, int] = {}
    for line in order.lines:
        left_ppm = 300_000
        rates = _shop_rates(line, people)
        for place, member_id, _, rate_ppm, _ in rates[:2]:
            del place
            given_ppm = min(rate_ppm, left_ppm)
            left_ppm -= given_ppm
            sums[member_id] = sums.get(member_id, 0) + line.paid_minor * given_ppm // PPM
        given_ppm = min(80_000, left_ppm)
        left_ppm -= given_ppm
        link_minor = line.paid_minor * given_ppm * 900_000 // PPM**2
        sums[link_id] = sums.get(link_id, 0) + link_minor
        for _, member_id, _, rate_ppm, _ in rates[2:]:
            given_ppm = min(rate_ppm, left_ppm)
            left_ppm -= given_ppm
            sums[member_id] = sums.get(member_id, 0) + line.paid_minor * given_ppm // PPM
    return {payee_id: minor for payee_id, minor in sums.items() if minor}


def profit_by_hand(sold: Sold) -> Terms:
    """Write the terms of the plan of profit."""
    order, people = sold
    upline = people.upline
    lines: list[LineTerms] = []
    for line in order.lines:
        paid_minor, profit_minor = line.paid_minor, line.paid_minor - (line.cost_minor or 0)
        is_above = paid_minor >= BAND_MINOR
        rates = (250_000, 120_000) if is_above else (200_000, 100_000)
        piece_minor = 50 * line.quantity
        if profit_minor * sum(rates) + piece_minor * PPM > paid_minor * 300_000:
            raise NotImplementedError("none of these lines must be cut")
        slots: list[Slot] = []
        for place, rate_ppm, below_ppm in zip((1, 2), rates, (200_000, 100_000), strict=True):
            member = upline[place - 1].member
            exact = _reduced(profit_minor * rate_ppm, PPM)
            below = _reduced(profit_minor * below_ppm, PPM)
            cells = (Cell(BAND_MINOR, None, *below),) if is_above else ()
            head = member.member_id, "", member.grade, profit_minor, "rows[0]" if is_above else ""
            detail = Detail(*head, 0, 0, 1, 1, PPM, exact, (), cells)
            slots.append(Slot("sale", place, member.member_id, rate_ppm, *exact, "paid", detail))
        member = upline[0].member
        head = member.member_id, "", member.grade, paid_minor, ""
        detail = Detail(*head, 50, 0, 1, 1, PPM, (piece_minor, 1), (), ())
        slots.append(Slot("piece", 1, member.member_id, 0, piece_minor, 1, "paid", detail))
        lines.append(LineTerms(line.line_id, line.quantity, paid_minor, tuple(slots)))
    return _terms(PROFIT, order, people, lines)


def profit_sums(sold: Sold) -> dict[str, int]:
    """Add up the plan of profit."""
    order, people = sold
    sums: dict[str, int] = {}
    for line in order.lines:
        profit_minor = line.paid_minor - (line.cost_minor or 0)
        rates = (250_000, 120_000) if line.paid_minor >= BAND_MINOR else (200_000, 100_000)
        piece_minor = 50 * line.quantity
        if profit_minor * sum(rates) + piece_minor * PPM > line.paid_minor * 300_000:
            raise NotImplementedError("none of these lines must be cut")
        for person, rate_ppm in zip(people.upline, rates, strict=False):
            payee_id = person.member.member_id
            sums[payee_id] = sums.get(payee_id, 0) + profit_minor * rate_ppm // PPM
        payee_id = people.upline[0].member.member_id
        sums[payee_id] = sums.get(payee_id, 0) + piece_minor
    return {payee_id: minor for payee_id, minor in sums.items() if minor}


RIVALS: dict[str, tuple[Plan, Callable[[Sold], Terms], Callable[[Sold], dict[str, int]]]] = {
    "three levels": (LEVELS, levels_by_hand, levels_sums),
    "a shop's plan": (SHOP, shop_by_hand, shop_sums),
    "a plan of profit": (PROFIT, profit_by_hand, profit_sums),
}


def measure(
    works: Sequence[Callable[[Sold], object]], made: list[Sold], rounds: int
) -> list[float]:
    """Return orders a second of each work, in its best round; they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for place, work in enumerate(works):
            gc.collect()
            started = process_time()
            for one in made:
                work(one)
            best[place] = min(best[place], process_time() - started)
    return [len(made) / one for one in best]


def main() -> None:
    """Check that both sides give the same records, measure both, write the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a tenth, and no file")
    short = parser.parse_args().short
    made = orders(400 if short else 4_000)
    figures: dict[str, dict[str, float | int]] = {}
    for name, (plan, by_hand, sums) in RIVALS.items():

        def with_terms(sold: Sold, plan: Plan = plan) -> Terms:
            return resolve(sold[0], plan.alone, sold[1], 0)

        def without(sold: Sold, plan: Plan = plan) -> dict[str, int]:
            return amounts(sold[0], plan.alone, sold[1])

        for one in made[:200]:
            assert with_terms(one) == by_hand(one), (with_terms(one), by_hand(one))
            assert without(one) == sums(one), (without(one), sums(one))
        rounds = 2 if short else 7
        for kind, ours, theirs in (
            ("with terms and reasons", with_terms, by_hand),
            ("amounts only", without, sums),
        ):
            our_rate, their_rate = measure((ours, theirs), made, rounds)
            figures[f"{name}, {kind}"] = {
                "lines_per_second": round(our_rate * 3),
                "by_hand_lines_per_second": round(their_rate * 3),
                "ratio": round(our_rate / their_rate, 2),
            }
    for title, found in figures.items():
        met = "" if found["ratio"] >= GOAL else f"  below the goal of {GOAL}"
        print(
            f"{title:40} {found['lines_per_second']:>9,} lines/s,"
            f" by hand {found['by_hand_lines_per_second']:>9,}, ratio {found['ratio']}{met}"
        )
    if not short:
        RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
