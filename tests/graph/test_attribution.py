"""Attribution: worked examples, and the laws against a model that knows no order.

1. Every claim is answered exactly once, and as a naive model of single sentences says.
2. Permuting the claims changes nothing.
3. A claim of a lower kind changes nothing above it.
4. Where the first or last counts, at most one holder is credited with a line.
5. The shares of a kind on a line never exceed the whole.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenxiao.graph.attribution import (
    Article,
    Claimed,
    CreditShare,
    Purchased,
    attribute,
    credit_shares,
)
from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.model.credit_records import CREDIT_KINDS, Assortment, Credit, CreditKind
from fenxiao.model.instants import DAY_US
from fenxiao.model.records import Member
from fenxiao.model.who import ANYBODY, Who
from fenxiao.trace import Language

HOUR_US = DAY_US // 24
NOW_US = 30 * HOUR_US
ACTIVE = Who(statuses=("active",))
PEOPLE = ("a", "b", "c", "buyer")
ARTICLES = (Article("1", "s1", "c1"), Article("2", "s2", "c1"), Article("3", "s1", "c1"))
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def member(name: str, *, is_active: bool = True) -> Member:
    return Member(name, 0, None, "active" if is_active else "none", 0, "", is_verified=False)


def claim(
    kind: CreditKind,
    holder_id: str,
    hour: int,
    claim_id: str,
    *,
    content_id: str | None = None,
    weight: int = 1,
) -> Claimed:
    return Claimed(kind, holder_id, hour * HOUR_US, "visit", claim_id, None, content_id, weight)


def bought(*lines: Article, assortments: dict[str, Assortment | None] | None = None) -> Purchased:
    return Purchased(NOW_US, "buyer", lines or ARTICLES[:1], {}, assortments or {})


def reasons(credits_: tuple[Credit, ...]) -> dict[str, tuple[str, str]]:
    return {one.claim_id: (one.reason, one.by) for one in credits_}


# ---------------------------------------------------------------- examples


@pytest.mark.parametrize(
    ("click", "expected"),
    [
        pytest.param(
            "last",
            {"e1": ("earlier_click", "b"), "e2": ("earlier_click", "b"), "e3": ("credited", "")},
            id="last",
        ),
        pytest.param(
            "first",
            {"e1": ("credited", ""), "e2": ("later_click", "a"), "e3": ("later_click", "a")},
            id="first",
        ),
        pytest.param(
            "all",
            {"e1": ("repeated", "a"), "e2": ("credited", ""), "e3": ("credited", "")},
            id="all, each holder once",
        ),
    ],
)
def test_which_click_counts(click: str, expected: dict[str, tuple[str, str]]) -> None:
    rule = CreditRule(kind="link", click=click)  # type: ignore[arg-type]  # one of the three
    clicks = [claim("link", "a", 1, "e1"), claim("link", "a", 2, "e2"), claim("link", "b", 3, "e3")]
    assert expected == reasons(attribute(clicks, AttributionPolicy(rules=(rule,)), bought()))


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        pytest.param(5, "outside_window", id="a day and an hour before"),
        pytest.param(6, "outside_window", id="exactly a day before: the window is half-open"),
        pytest.param(7, "credited", id="less than a day before"),
        pytest.param(30, "credited", id="at the order's own instant"),
        pytest.param(31, "after_order", id="later"),
    ],
)
def test_the_window_is_half_open(hour: int, expected: str) -> None:
    policy = AttributionPolicy(rules=(CreditRule(kind="link", window_days=1),))
    (credit,) = attribute([claim("link", "a", hour, "e1")], policy, bought())
    assert expected == credit.reason


@pytest.mark.parametrize("click", ["first", "last"])
def test_at_one_instant_the_smallest_id_counts(click: str) -> None:
    rule = CreditRule(kind="link", click=click)  # type: ignore[arg-type]  # one of the three
    clicks = [claim("link", "b", 3, "e1"), claim("link", "a", 3, "e3"), claim("link", "a", 3, "e2")]
    found = attribute(clicks, AttributionPolicy(rules=(rule,)), bought())
    assert ["e2"] == [one.claim_id for one in found if one.reason == "credited"]


def test_a_visit_and_the_binding_by_it_are_two_claims() -> None:
    rule = CreditRule(kind="link", channels=("click",), window_days=15, relation="customer")
    visit = claim("link", "a", 20, "e1", content_id="s1")
    both = (visit, visit._replace(source="relation", content_id=None))
    policy = AttributionPolicy(rules=(rule,))
    assert attribute(both, policy, bought()) == attribute(both[::-1], policy, bought())


def test_the_article_clicked_is_credited_to_who_showed_it() -> None:
    """Two guides, two articles, one order: each has the lines of his own article."""
    link = CreditRule(kind="link", scope="same_content", excludes=("relation",))
    fan = CreditRule(kind="relation", relation="customer")
    policy = AttributionPolicy(rules=(link, fan))
    claims = [
        claim("link", "a", 1, "e1", content_id="s1"),
        claim("link", "b", 2, "e2", content_id="s2"),
        claim("link", "c", 3, "e3"),
        claim("relation", "a", 0, "e0"),
    ]
    extra = Article("4", "s4", "c1")
    found = {one.claim_id: one for one in attribute(claims, policy, bought(*ARTICLES, extra))}
    assert ("1", "3") == found["e1"].line_ids
    assert ("2",) == found["e2"].line_ids
    assert "other_content" == found["e3"].reason
    assert ("4",) == found["e0"].line_ids
    assert [("1", "excluded", "link"), ("2", "excluded", "link"), ("3", "excluded", "link")] == [
        tuple(lost) for lost in found["e0"].lost
    ]


def test_nobody_is_credited_with_his_own_order_unless_it_is_allowed() -> None:
    own = [claim("link", "buyer", 2, "e1"), claim("link", "a", 1, "e2")]
    for is_allowed, expected in ((False, {"e1": "self", "e2": "credited"}), (True, None)):
        rule = CreditRule(kind="link", is_self_allowed=is_allowed)
        found = attribute(own, AttributionPolicy(rules=(rule,)), bought())
        answered = {one.claim_id: one.reason for one in found}
        assert (expected or {"e1": "credited", "e2": "earlier_click"}) == answered


def test_who_is_unfit_does_not_stand_in_the_way_of_a_click() -> None:
    policy = AttributionPolicy(rules=(CreditRule(kind="link", holder=ACTIVE),))
    purchased = Purchased(NOW_US, "buyer", ARTICLES[:1], {"a": member("a")})
    clicks = [claim("link", "a", 1, "e1"), claim("link", "b", 2, "e2")]
    found = reasons(attribute(clicks, policy, purchased))
    assert {"e1": ("credited", ""), "e2": ("unfit", "statuses")} == found


def test_the_part_of_who_is_unfit_is_nobodys() -> None:
    """Three anchors share 5 : 3 : 2; the second may not earn, and the others gain nothing."""
    policy = AttributionPolicy(rules=(CreditRule(kind="room", click="all", holder=ACTIVE),))
    purchased = Purchased(NOW_US, "buyer", ARTICLES[:1], {"a": member("a"), "c": member("c")})
    anchors = [
        claim("room", holder, 1, holder, weight=weight)
        for holder, weight in (("a", 5), ("b", 3), ("c", 2))
    ]
    found = attribute(anchors, policy, purchased)
    assert {"room": (CreditShare("a", 5, 10), CreditShare("c", 2, 10))} == credit_shares(found, "1")


def test_what_a_store_does_not_list_earns_nothing() -> None:
    policy = AttributionPolicy(rules=(CreditRule(kind="link", needs_listing=True),))
    only = Assortment("a", "e0", 0, "only", ("s1",), (), None)
    purchased = bought(*ARTICLES, assortments={"a": only})
    (credit,) = attribute([claim("link", "a", 1, "e1")], policy, purchased)
    assert ("credited", ("1", "3")) == (credit.reason, credit.line_ids)
    assert [("2", "unlisted", "")] == [tuple(one) for one in credit.lost]


def test_a_kind_without_a_rule_is_answered_too() -> None:
    (credit,) = attribute([claim("code", "a", 1, "e1")], AttributionPolicy(rules=()), bought())
    assert "no_rule" == credit.reason


def test_who_is_shut_out_shuts_out_nobody() -> None:
    room = CreditRule(kind="room", excludes=("link",))
    link = CreditRule(kind="link", excludes=("relation",))
    policy = AttributionPolicy(rules=(room, link, CreditRule(kind="relation", relation="customer")))
    claims = [
        claim("room", "a", 1, "1"),
        claim("link", "b", 1, "2"),
        claim("relation", "c", 1, "3"),
    ]
    found = reasons(attribute(claims, policy, bought()))
    assert {"1": ("credited", ""), "2": ("excluded", "room"), "3": ("credited", "")} == found


def test_what_several_shut_out_is_shut_out_by_the_highest() -> None:
    room = CreditRule(kind="room", excludes=("relation", "code"))
    link = CreditRule(kind="link", excludes=("code",))
    fan = CreditRule(kind="relation", relation="customer")
    policy = AttributionPolicy(rules=(room, link, CreditRule(kind="code"), fan))
    kinds: tuple[CreditKind, ...] = ("relation", "code", "link", "room")
    found = reasons(attribute([claim(kind, "a", 1, kind) for kind in kinds], policy, bought()))
    assert {
        "room": ("credited", ""),
        "link": ("credited", ""),
        "code": ("excluded", "room"),
        "relation": ("excluded", "room"),
    } == found


# ---------------------------------------------------------------- laws


@st.composite
def policies(draw: st.DrawFn) -> AttributionPolicy:
    kinds = draw(st.lists(st.sampled_from(CREDIT_KINDS), unique=True, max_size=4))
    rules = []
    for place, kind in enumerate(kinds):
        below = st.sampled_from(kinds[place + 1 :]) if kinds[place + 1 :] else st.nothing()
        rules.append(
            CreditRule(
                kind=kind,
                relation="customer" if kind == "relation" else None,
                window_hours=draw(st.none() | st.integers(1, 40)),
                click=draw(st.sampled_from(["first", "last", "all"])),
                scope=draw(st.sampled_from(["any", "same_content"])),
                excludes=tuple(draw(st.lists(below, unique=True))) if kinds[place + 1 :] else (),
                is_self_allowed=draw(st.booleans()),
                needs_listing=draw(st.booleans()),
                holder=draw(st.sampled_from([ANYBODY, ACTIVE])),
            )
        )
    return AttributionPolicy(rules=tuple(rules))


@st.composite
def claim_lists(draw: st.DrawFn) -> list[Claimed]:
    count = draw(st.integers(0, 8))
    return [
        claim(
            draw(st.sampled_from(CREDIT_KINDS)),
            draw(st.sampled_from(PEOPLE)),
            draw(st.integers(0, 33)),
            f"e{number}",
            content_id=draw(st.sampled_from([None, "s1", "s2"])),
            weight=draw(st.integers(1, 5)),
        )
        for number in range(count)
    ]


@st.composite
def purchases(draw: st.DrawFn) -> Purchased:
    lists = st.none() | st.builds(
        lambda skus: Assortment("", "e", 0, "only", tuple(skus), (), None),
        st.lists(st.sampled_from(["s1", "s2"]), unique=True),
    )
    return Purchased(
        NOW_US,
        "buyer",
        ARTICLES[: draw(st.integers(1, 3))],
        {one: member(one, is_active=draw(st.booleans())) for one in PEOPLE},
        {one: draw(lists) for one in PEOPLE},
    )


class Model:
    """Each sentence of the page, asked of one claim and one line, without any order."""

    def __init__(
        self, claims: list[Claimed], policy: AttributionPolicy, purchased: Purchased
    ) -> None:
        self.claims, self.rules, self.bought = claims, list(policy.rules), purchased

    def rule(self, kind: str) -> CreditRule | None:
        return next((rule for rule in self.rules if rule.kind == kind), None)

    def alone(self, one: Claimed, line: Article) -> str:
        rule = self.rule(one.kind)
        if rule is None:
            return "no_rule"
        age_us = self.bought.at_us - one.at_us
        listed = self.bought.assortments[one.holder_id]
        is_active = self.bought.members[one.holder_id].status == "active"
        against = {
            "after_order": age_us < 0,
            "outside_window": rule.window_hours is not None
            and not age_us < rule.window_hours * HOUR_US,
            "self": one.holder_id == "buyer" and not rule.is_self_allowed,
            "other_content": rule.scope == "same_content" and one.content_id != line.sku,
            "unlisted": rule.needs_listing and listed is not None and line.sku not in listed.skus,
            "unfit": rule.holder == ACTIVE and not is_active,
        }
        return next((reason for reason, is_so in against.items() if is_so), "")

    def rivals(self, one: Claimed, line: Article) -> list[Claimed]:
        rule = self.rule(one.kind)
        assert rule is not None
        may = ("", "unfit") if rule.click == "all" else ("",)
        same = [other for other in self.claims if other.kind == one.kind and other != one]
        return [other for other in same if self.alone(other, line) in may]

    def beats(self, one: Claimed, other: Claimed, click: str) -> bool:
        if one.at_us != other.at_us:
            return (one.at_us < other.at_us) is (click == "first")
        return (one.holder_id, one.claim_id) < (other.holder_id, other.claim_id)

    def of_kind(self, one: Claimed, line: Article) -> str:
        """Answer a claim as if there were no other kind."""
        why, rule = self.alone(one, line), self.rule(one.kind)
        if rule is None or why not in ("", "unfit") or (why == "unfit" and rule.click != "all"):
            return why
        better = [r for r in self.rivals(one, line) if self.beats(r, one, rule.click)]
        if rule.click == "all":
            is_repeated = any(other.holder_id == one.holder_id for other in better)
            return "repeated" if is_repeated else why or "credited"
        lost = {"first": "later_click", "last": "earlier_click"}[rule.click]
        return lost if better else "credited"

    def answer(self, one: Claimed, line: Article) -> str:
        why = self.of_kind(one, line)
        return "excluded" if why == "credited" and self.is_shut(one.kind, line) else why

    def is_shut(self, kind: str, line: Article) -> bool:
        return any(
            kind in rule.excludes
            and any(
                self.answer(other, line) == "credited"
                for other in self.claims
                if other.kind == rule.kind
            )
            for rule in self.rules
        )


def on_lines(credit: Credit, purchased: Purchased, model: Model, one: Claimed) -> dict[str, str]:
    """Return how a credit says that each line was answered."""
    lost = {line.line_id: line.reason for line in credit.lost}
    rule = model.rule(one.kind)
    found = {}
    for line in purchased.lines:
        is_other = rule is not None and rule.scope == "same_content" and one.content_id != line.sku
        is_silent = is_other and credit.reason in (
            *("credited", "unfit", "excluded", "earlier_click", "later_click", "repeated"),
            "unlisted",
        )
        plain = "other_content" if is_silent else credit.reason
        found[line.line_id] = lost.get(line.line_id, plain)
    return found


@given(claims=claim_lists(), policy=policies(), purchased=purchases())
def test_every_claim_is_answered_once_as_the_model_says(
    claims: list[Claimed], policy: AttributionPolicy, purchased: Purchased
) -> None:
    found = attribute(claims, policy, purchased)
    assert Counter(one.claim_id for one in claims) == Counter(one.claim_id for one in found)
    by_id = {one.claim_id: one for one in found}
    model = Model(claims, policy, purchased)
    for one in claims:
        expected = {line.line_id: model.answer(one, line) for line in purchased.lines}
        credit = by_id[one.claim_id]
        assert expected == on_lines(credit, purchased, model, one)
        rule = model.rule(one.kind)
        is_shared = rule is not None and rule.click == "all" and credit.reason == "unfit"
        if credit.reason == "credited" or is_shared:
            assert [k for k, v in expected.items() if v == credit.reason] == list(credit.line_ids)
        else:
            assert () == credit.line_ids


@given(claims=claim_lists(), policy=policies(), purchased=purchases(), rand=st.randoms())
def test_the_order_of_claims_changes_nothing(
    claims: list[Claimed], policy: AttributionPolicy, purchased: Purchased, rand: Random
) -> None:
    shuffled = list(claims)
    rand.shuffle(shuffled)
    assert attribute(claims, policy, purchased) == attribute(shuffled, policy, purchased)


@given(claims=claim_lists(), policy=policies(), purchased=purchases(), data=st.data())
def test_a_claim_of_a_lower_kind_changes_nothing_above_it(
    claims: list[Claimed], policy: AttributionPolicy, purchased: Purchased, data: st.DataObject
) -> None:
    kinds = [rule.kind for rule in policy.rules]
    place = data.draw(st.integers(0, len(kinds)))
    above = kinds[:place]
    kept = [one for one in claims if one.kind in above]
    found = attribute(claims, policy, purchased)
    assert attribute(kept, policy, purchased) == tuple(one for one in found if one.kind in above)


@given(claims=claim_lists(), policy=policies(), purchased=purchases())
def test_shares_are_parts_of_a_whole(
    claims: list[Claimed], policy: AttributionPolicy, purchased: Purchased
) -> None:
    found = attribute(claims, policy, purchased)
    clicks = {rule.kind: rule.click for rule in policy.rules}
    for line in purchased.lines:
        for kind, held in credit_shares(found, line.line_id).items():
            assert 1 == len({one.weights for one in held})
            assert sum(one.weight for one in held) <= held[0].weights
            assert len(held) == len({one.holder_id for one in held})
            if clicks[kind] != "all":
                assert 1 == len(held)
                assert held[0].weight == held[0].weights


def test_a_model_with_a_closed_window_is_told_apart() -> None:
    """The control: one hour decides, so a law that did not see it would not be one."""
    policy = AttributionPolicy(rules=(CreditRule(kind="link", window_hours=24),))
    one = claim("link", "a", 6, "e1")
    model = Model(
        [one], policy, Purchased(NOW_US, "buyer", ARTICLES, {"a": member("a")}, {"a": None})
    )
    model.rules = [CreditRule(kind="link", window_hours=25)]
    (credit,) = attribute([one], policy, bought())
    assert credit.reason != model.answer(one, ARTICLES[0])
