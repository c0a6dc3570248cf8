"""The pages: those drawn from code are fresh, and what they say is what the code does."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fenxiao.errors import CODES
from fenxiao.ledger.holds import HOLD_LIFE, HoldStep
from fenxiao.ledger.templates import TEMPLATES
from fenxiao.model.encoding import derive_id
from fenxiao.model.events import (
    Event,
    Line,
    LinePieces,
    OrderConfirmed,
    OrderPaid,
    PayoutOutcome,
    PayoutResult,
    Refunded,
    RefundLine,
    Touch,
    WithdrawalRequested,
    event_type,
)
from fenxiao.payout.lifecycle import DEEDS, LIFECYCLE, STATES
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.tiers import Tiers
from fenxiao.rules.plan import Plan
from fenxiao.settlement.book import Book
from fenxiao.settlement.policy import Holding, Policy
from tests.purity.operations import OPERATIONS
from tests.purity.payees import PAYEES
from tests.purity.payouts import PAYOUTS
from tests.purity.trade import LEDGERS
from tests.purity.trade import story as trade
from tests.settlement.periods.shop import back as went_back
from tests.settlement.periods.shop import bands, buy, close, opened, told
from tests.settlement.periods.shop import policy as shop_policy
from tests.support.build import POLICY
from tests.tidy.house import ROOT, name, pages
from tests.tidy.page_checks import relative_links
from tools import draw_docs
from tools.draw_docs import FAMILIES, ORDER_EVENTS, POSTED_BY, Cell, order_cells
from tools.draw_holds import hold_cells

START = datetime(2024, 6, 18, tzinfo=UTC)
LATER = START + timedelta(days=2)
DOCS = [path for path in pages() if path.is_relative_to(ROOT / "docs")]
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]

PLACED, GIVEN_UP, PAID, CAPTURED, ONE_PIECE, CONFIRMED, *_REST = ORDER_EVENTS
EXCHANGED, CANCELLED, REFUNDED, EARLY, DUE = _REST


def answer(outcome: PayoutOutcome) -> PayoutResult:
    return PayoutResult(
        id=f"rail-{outcome}",
        at=LATER,
        instruction_id=derive_id("wanted", "instruction"),
        outcome=outcome,
        amount_minor=200,
        currency="CNY",
    )


BIND = Touch(id="touch", at=START, sharer_id="u1", visitor_id="u2")
SOLD, RECEIVED, BACK, FREED = (ORDER_EVENTS[one] for one in (PAID, CONFIRMED, REFUNDED, DUE))
WANTED = WithdrawalRequested(
    id="wanted", at=LATER, payer_id="shop", member_id="u1", currency="CNY", payee_token="t1"
)
# 1.0 and 0.5 of commission, rounded together: less of the first part leaves 1 on the two of them.
TWO = OrderPaid(
    id="two",
    at=START,
    order_id="o1",
    merchant_id="shop",
    payer_id="shop",
    buyer_id="u2",
    currency="CNY",
    lines=tuple(
        Line(
            line_id=name,
            sku="s1",
            category="c1",
            line_kind="product",
            quantity=1,
            paid_minor=paid_minor,
        )
        for name, paid_minor in (("1", 10), ("2", 5))
    ),
)
FIRST, REST = (
    OrderConfirmed(
        id=f"received {name}",
        at=START + timedelta(days=days),
        order_id="o1",
        lines=(LinePieces(line_id=name, quantity=1),),
    )
    for name, days in (("1", 0), ("2", 1))
)
LESS = Refunded(
    id="less", at=LATER, order_id="o1", lines=(RefundLine(line_id="1", amount_minor=1),)
)
STORIES: list[list[Event]] = [
    [BIND, SOLD, BACK],
    [BIND, SOLD, RECEIVED, ORDER_EVENTS[EXCHANGED]],
    [BIND, TWO, FIRST, FREED, REST, LESS],
    [BIND, SOLD, RECEIVED, BACK],
    [BIND, SOLD, RECEIVED, FREED, BACK],
    [BIND, SOLD, RECEIVED, FREED, WANTED, answer("failed")],
    [BIND, SOLD, RECEIVED, FREED, WANTED, answer("paid"), answer("returned")],
]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ---------------------------------------------------------------- drawing


def test_pages_drawn_from_code_are_fresh() -> None:
    stale = [name(path) for path in draw_docs.stale()]
    assert [] == stale, "Run `make docs`."


def test_check_says_which_page_is_stale_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(draw_docs, "ROOT", tmp_path)
    page = tmp_path / "docs" / "rules" / "one.md"
    page.parent.mkdir(parents=True)
    page.write_text("Before.\n<!-- drawn: scans -->\nold\n<!-- end -->\nAfter.\n", encoding="utf-8")
    assert draw_docs.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/rules/one.md is stale: run `make docs`.\n"
    assert "old" in read(page)
    assert draw_docs.main([]) == 0
    text = read(page)
    assert text.startswith("Before.\n<!-- drawn: scans -->\n| scan |")
    assert text.endswith("|\n<!-- end -->\nAfter.\n")
    assert draw_docs.main(["--check"]) == 0


def test_drawing_twice_changes_nothing() -> None:
    for path in DOCS:
        once = draw_docs.drawn(name(path), read(path))
        assert draw_docs.drawn(name(path), once) == once


def test_every_drawing_is_on_a_page() -> None:
    used = [one for path in DOCS for one in re.findall(r"<!-- drawn: (\w+) -->", read(path))]
    assert set(used) == set(draw_docs.DRAWINGS)  # a page and its twin have the same ones


@pytest.mark.parametrize("file", draw_docs.SCHEMAS)
def test_every_schema_is_fresh(file: str) -> None:
    fresh = json.dumps(draw_docs.SCHEMAS[file](), ensure_ascii=False, indent=2) + "\n"
    assert fresh == read(ROOT / "schemas" / file), "Run `make docs`."


def test_schemas_are_drawn_like_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {path.name for path in (ROOT / "schemas").iterdir()} == set(draw_docs.SCHEMAS)
    monkeypatch.setattr(draw_docs, "ROOT", tmp_path)
    schema = tmp_path / "schemas" / "case.schema.json"
    schema.parent.mkdir()
    schema.write_text("{}", encoding="utf-8")
    assert draw_docs.main(["--check"]) == 1
    assert draw_docs.main([]) == 0
    assert read(schema) == read(ROOT / "schemas" / "case.schema.json")


def test_an_unknown_drawing_is_named() -> None:
    with pytest.raises(KeyError, match=r'docs/a\.md asks for the drawing "none"'):
        draw_docs.drawn("docs/a.md", "<!-- drawn: none -->\n<!-- end -->")


# ---------------------------------------------------------------- what the pages say


def test_every_code_has_its_family() -> None:
    assert set(FAMILIES) == {code.split(".")[0] for code in CODES}


def test_order_states() -> None:
    states = (
        "none yet",
        "placed",
        "cancelled",
        "paid",
        "received in part",
        "confirmed",
        "released",
    )
    found = order_cells()
    assert {(state, name) for state in states for name in ORDER_EVENTS} == set(found)
    table = {state: [found[state, name] for name in ORDER_EVENTS] for state in states}
    unknown = refused_in(None, "order.unknown")
    again, twice = "order.already_paid", "order.already_confirmed"
    late, none_there = "order.cancel_received", "order.exchange_exceeds_quantity"
    assert table == {
        "none yet": [
            Cell(touched=True, state="placed"),
            refused_in(None, "order.not_placed"),
            *(Cell(touched=True, state="paid", posted=("accrual",)), *[unknown] * 6),
            *[Cell(touched=False, state=None)] * 2,
        ],
        "placed": [
            refused_in("placed", "order.already_placed"),
            Cell(touched=True, state="cancelled"),
            Cell(touched=True, state="paid", posted=("accrual",)),
            *[refused_in("placed", "order.unknown")] * 6,
            *[Cell(touched=False, state="placed")] * 2,
        ],
        "cancelled": [
            *[refused_in("cancelled", "order.cancelled")] * 3,
            *[refused_in("cancelled", "order.unknown")] * 6,
            *[Cell(touched=False, state="cancelled")] * 2,
        ],
        "paid": [
            *[refused_in("paid", again)] * 3,
            Cell(touched=True, state="paid", posted=("accrual",)),
            Cell(touched=True, state="paid", posted=("confirmation",)),
            Cell(touched=True, state="confirmed", posted=("confirmation",)),
            refused_in("paid", none_there),
            *[Cell(touched=True, state="paid", posted=("clawback_paid",))] * 2,
            *[Cell(touched=False, state="paid")] * 2,
        ],
        "received in part": [
            *[refused_in("paid", again)] * 3,
            Cell(touched=True, state="paid", posted=("accrual", "confirmation")),
            *[Cell(touched=True, state="confirmed", posted=("confirmation",))] * 2,
            Cell(touched=True, state="paid", posted=("confirmation_back",)),
            *[Cell(touched=True, state="confirmed", posted=("clawback_paid",))] * 2,
            Cell(touched=False, state="paid"),
            Cell(touched=True, state="paid", posted=("release",)),
        ],
        "confirmed": [
            *[refused_in("confirmed", again)] * 3,
            Cell(touched=True, state="confirmed", posted=("accrual", "confirmation")),
            *[refused_in("confirmed", twice)] * 2,
            Cell(touched=True, state="paid", posted=("confirmation_back",)),
            refused_in("confirmed", late),
            Cell(touched=True, state="confirmed", posted=("clawback_confirmed",)),
            Cell(touched=False, state="confirmed"),
            Cell(touched=True, state="released", posted=("release",)),
        ],
        "released": [
            *[refused_in("released", again)] * 3,
            Cell(touched=True, state="released", posted=("accrual", "confirmation", "release")),
            *[refused_in("released", twice)] * 2,
            Cell(touched=True, state="released"),
            refused_in("released", late),
            Cell(touched=True, state="released", posted=("clawback_released",)),
            *[Cell(touched=False, state="released")] * 2,
        ],
    }


def refused_in(state: str | None, code: str) -> Cell:
    return Cell(touched=False, state=state, refusal=code)


def test_each_template_is_posted_by_the_event_that_the_page_names() -> None:
    rule = Levels(rule_id="sale", rates_ppm=(100_000,), scope="order")
    plan = Plan(plan_id="p1", effective_from=START, ceiling_ppm=100_000, rules=(rule,))
    seen: dict[str, str] = {}
    for story in STORIES:
        book = Book(Policy(plans=(plan,), holding=Holding(holding_days=1)))
        for event in story:
            assert book.apply(event).status == "applied"
        types = {event.id: event_type(event) for event in story}
        seen |= {entry.template: types[entry.event_id] for entry in book.entries}
    for changes, events in OPERATIONS:
        book = Book(replace(POLICY, **changes))
        types = {event.id: event_type(event) for event in events}
        for event in events:
            book.apply(event)
        seen |= {entry.template: types[entry.event_id] for entry in book.entries}
    for changes, told_by in (*PAYOUTS, *PAYEES):
        book, types = Book(replace(POLICY, **changes)), {}
        for event in told_by(book):
            book.apply(event)
            deque(book.resume(), 0)
            types[event.id] = event_type(event)
        known = [one for one in reversed(book.entries) if one.event_id in types]
        seen |= {entry.template: types[entry.event_id] for entry in known}
    for policy in LEDGERS:
        book = Book(policy)
        types = {event.id: event_type(event) for event in trade()}
        for event in trade():
            book.apply(event)
        first = reversed(book.entries)  # later events post more of what one began
        seen |= {entry.template: types[entry.event_id] for entry in first}
    held, free = (
        Tiers(rule_id=str(one), bands=bands((0, 10)), volume="direct", is_held=one)
        for one in (True, False)
    )
    closed = told(opened(shop_policy(held, free)), buy("o1", "u2", 1_000), close(0))
    told(closed, went_back("o1", 400, month=1), close(1))
    seen |= {
        one.template: "period_closed" for one in closed.entries if one.template.startswith("award")
    }
    assert seen == POSTED_BY
    assert set(seen) == set(TEMPLATES)


def test_the_picture_of_payouts_has_the_moves_of_the_life_cycle() -> None:
    drawing = draw_docs.DRAWINGS["payout_diagram"]()
    frame = re.search(r"state unsettled \{\n(.*?)\}", drawing, re.DOTALL)
    assert frame is not None
    within = {one for one in STATES if re.search(rf"\b{one}\b", frame[1])}
    found, acts = set(), set()
    for start, end, act in re.findall(r"(\w+) --> (\w+): \((\w+)\)", drawing):
        acts.add((start, end, act))
    for start, end, outcomes in re.findall(r"(\w+) --> (\w+): ([^(]+?)\n", drawing):
        starts = within if start == "unsettled" else {start}
        found |= {(one, end, outcome) for one in starts for outcome in outcomes.split(", ")}
    assert found == {
        (state, step.state, outcome)
        for (state, outcome), step in LIFECYCLE.items()
        if step.effect == "move"
    }
    assert acts == {
        (state, deed.state, act)
        for (state, act), deed in DEEDS.items()
        if deed.state not in {None, state} and act != "submit"
    }


def test_the_table_of_holds_is_the_one_that_the_code_runs_on() -> None:
    steps: dict[str, HoldStep] = {
        "`hold_posted`, a part": "post",
        "`hold_posted`, the last": "post_last",
        "`hold_voided`": "void",
        "`expire_holds` from its end on": "expire",
    }
    cells = hold_cells()
    for (state, step), after in HOLD_LIFE.items():
        cell = cells[state, next(event for event, name in steps.items() if name == step)]
        moved = re.search(r"→ \*\*(\w+)\*\*", cell)
        is_ended = "hold.ended" in cell or "not touched" in cell
        assert (None if is_ended else moved[1] if moved else "open") == after, (state, step)


# ---------------------------------------------------------------- links and lists


@pytest.mark.parametrize("path", [*READMES, *DOCS], ids=name)
def test_links_lead_to_headings(path: Path) -> None:
    found = [link for link in links(read(path)) if "#" in link]
    lost = []
    for link in found:
        page, _, place = link.partition("#")
        target = (path.parent / page).resolve() if page else path
        if target.suffix == ".md" and place not in places(read(target)):
            lost.append(link)
    assert [] == lost


def links(text: str) -> list[str]:
    here = re.findall(r"\]\((#[^)]+)\)", text)
    return [*relative_links(text), *here]


def places(text: str) -> set[str]:
    """Return the anchors of a page: those set by hand, and those of headings."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"></a>', text))


def test_every_page_is_in_the_list_of_pages() -> None:
    listed = {link.split("#")[0] for link in relative_links(read(ROOT / "docs/README.md"))}
    missing = {path.relative_to(ROOT / "docs").as_posix() for path in DOCS} - listed
    assert missing == {"README.md"}


@pytest.mark.parametrize("path", READMES, ids=name)
def test_readmes_name_the_commands_that_there_are(path: Path) -> None:
    known = set(re.findall(r"^([a-z]+):.*## ", read(ROOT / "Makefile"), re.MULTILINE))
    named = re.findall(r"^\| `make (\w+)` ", read(path), re.MULTILINE)
    assert set(named) == known - {"setup", "lock", "lint", "types", "layers", "clean"}
