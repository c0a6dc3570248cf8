"""The page, in a real browser: a person clicks through the story and reads the figures.

What the page shows is compared with what the service says, and with the figures that
the plan of the shop leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine

from examples.host_sqlalchemy.database import migrate
from tests.hosts.browser import Browser, find_browser, open_browser
from tests.hosts.served import serve

pytestmark = pytest.mark.hosts

COMPONENTS = ("deferred", "held", "available", "in_transit")
NO_LIMITS = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
Balances = dict[str, tuple[int, int, int, int]]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.fixture
def service(tmp_path: Path) -> Iterator[httpx.Client]:
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    migrate(engine)
    with serve(engine) as client:
        yield client
    engine.dispose()


@pytest.fixture
def page(browser: Browser, service: httpx.Client) -> Browser:
    browser.requests.clear()
    browser.complaints.clear()
    browser.open(f"{service.base_url}/?story=t&lang=en")
    browser.until("document.querySelector('.step.now') !== null")
    return browser


def click(page: Browser, step: str, action: str = "go") -> str:
    """Click a step's button and return the status that the page then shows."""
    place = page.evaluate("story.done.length")
    page.click(f".step.now[data-step={step}] [data-action={action}]")
    page.until(f"story.done.length === {place + 1}")
    status = page.evaluate(f"document.querySelector('[data-place=\"{place}\"] .status').innerText")
    return str(status)


def shown(page: Browser) -> Balances:
    """Read the wallets off the page."""
    cell = "document.querySelector('[data-member={}] [data-component={}]').dataset.minor"
    found = {
        member: [int(page.evaluate(cell.format(member, name))) for name in COMPONENTS]
        for member in ("u1", "u2")
    }
    return {member: (one[0], one[1], one[2], one[3]) for member, one in found.items()}


def said(service: httpx.Client) -> Balances:
    """Ask the service for the same."""
    found = {
        member: service.get(f"/wallets/shop-t/{member}-t/CNY").json()["now"]
        for member in ("u1", "u2")
    }
    return {
        member: (
            now["deferred_minor"],
            now["held_minor"],
            now["available_minor"],
            now["in_transit_minor"],
        )
        for member, now in found.items()
    }


def text(page: Browser, selector: str) -> str:
    return str(page.evaluate(f"document.querySelector({selector!r}).innerText"))


def books(page: Browser) -> dict[str, int]:
    """Read the books off the page; they balance."""
    rows: dict[str, int] = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#books [data-account]')]"
        ".map((row) => [row.dataset.account, Number(row.dataset.minor)]))"
    )
    assert "0" == page.evaluate("document.querySelector('#books [data-sum]').dataset.sum")
    return {account: amount_minor for account, amount_minor in rows.items() if amount_minor}


UNTIL_WITHDRAWN = ("lock2", "lock3", "buy", "confirm", "refund", "release", "withdraw")


def test_the_whole_story(page: Browser, service: httpx.Client) -> None:
    def step(name: str, status: str, u1: tuple[int, ...], u2: tuple[int, ...]) -> None:
        assert status == click(page, name)
        assert {"u1": u1, "u2": u2} == shown(page) == said(service)

    nothing = (0, 0, 0, 0)
    step("lock2", "applied", nothing, nothing)
    step("lock3", "applied", nothing, nothing)
    step("buy", "applied", (1_248, 0, 0, 0), (2_497, 0, 0, 0))
    assert "u2 earns 10% of 199.80 = 19.98." in text(page, "#order")
    assert {"deferred_cost": 3_745, "member_deferred": -3_745} == books(page)
    step("confirm", "applied", (0, 1_248, 0, 0), (0, 2_497, 0, 0))
    step("refund", "applied", (0, 748, 0, 0), (0, 1_498, 0, 0))
    assert "so 4.99 stays and 5.00 went back" in text(page, "#order")
    step("release", "applied", (0, 0, 748, 0), (0, 0, 1_498, 0))
    step("withdraw", "applied", (0, 0, 748, 0), (0, 0, 0, 1_498))
    step("bank", "applied", (0, 0, 748, 0), (0, 0, 0, 0))
    left = {"bank": -1_498, "commission_expense": 2_246, "member_available": -748}
    assert left == books(page)
    step("replay", "replayed", (0, 0, 748, 0), (0, 0, 0, 0))
    assert "nothing changes" in text(page, "[data-step=replay]")
    step("circle", "refused", (0, 0, 748, 0), (0, 0, 0, 0))
    assert "u1 → u3 → u2 → u1" in text(page, "[data-step=circle] .path")
    assert left == books(page)
    assert page.evaluate("document.querySelector('#closed') !== null")
    assert ["paid"] == [one["state"] for one in service.get("/payouts").json()]
    assert [] == page.complaints


def test_a_payment_that_fails_is_asked_for_again(page: Browser, service: httpx.Client) -> None:
    for step in UNTIL_WITHDRAWN:
        click(page, step)
    assert "applied" == click(page, "bank", "fail")
    assert (0, 0, 1_498, 0) == shown(page)["u2"] == said(service)["u2"]
    assert "applied" == click(page, "withdraw")
    assert "applied" == click(page, "bank")
    assert (0, 0, 0, 0) == shown(page)["u2"] == said(service)["u2"]
    assert ["failed", "paid"] == [one["state"] for one in service.get("/payouts").json()]


def test_each_click_shows_event_status_and_change(page: Browser) -> None:
    for step in UNTIL_WITHDRAWN[:3]:
        click(page, step)
    told = text(page, "[data-step=buy]")
    assert "applied" in told
    assert '"type": "order_paid"' in told
    assert "0.00 → 24.97" in told
    assert "order: new" in told
    page.click("[data-name=posted-2] summary")
    assert "Owed once confirmed (u1)" in text(page, "[data-step=buy]")
    page.click("[data-name=history-u2] summary")
    assert "Order paid: commission promised" in text(page, "[data-name=history-u2]")


def test_two_languages_tell_the_same_story(page: Browser) -> None:
    for step in UNTIL_WITHDRAWN[:3]:
        click(page, step)
    before = shown(page)
    page.click("[data-language=zh]")
    assert "zh" == page.evaluate("document.documentElement.lang")
    assert "u2 得 199.80 的 10%＝19.98。" in text(page, "#order")
    assert "已处理" in text(page, "[data-step=buy]")
    assert before == shown(page)
    page.click("[data-language=en]")
    assert "u2 earns 10%" in text(page, "#order")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_hangs_over_the_edge(
    page: Browser, tmp_path: Path, language: str, width: int
) -> None:
    for step in (*UNTIL_WITHDRAWN, "bank", "replay", "circle"):
        click(page, step)
    page.click(f"[data-language={language}]")
    page.click("[data-name=history-u2] summary")
    page.resize(width)
    assert width == page.evaluate("document.documentElement.scrollWidth")
    picture = tmp_path / f"{language}-{width}.png"
    page.picture(picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_click_without_an_answer_may_be_made_again(page: Browser) -> None:
    page.call("Network.emulateNetworkConditions", offline=True, **NO_LIMITS)
    page.click(".step.now [data-action]")
    page.until("document.querySelector('.step.now .refusal') !== null")
    page.call("Network.emulateNetworkConditions", offline=False, **NO_LIMITS)
    assert "applied" == click(page, "lock2")
    assert page.evaluate("document.querySelector('.step .refusal') === null")


def test_a_new_story_starts_with_nothing(page: Browser) -> None:
    click(page, "lock2")
    page.click("#again")
    page.until("story.done.length === 0 && story.tag !== 't'")
    assert "applied" == click(page, "lock2")


def test_no_page_asks_another_host(page: Browser, service: httpx.Client) -> None:
    click(page, "lock2")
    page.open(f"{service.base_url}/docs")
    page.until("document.body.dataset.ready === 'yes'")
    paths = service.get("/openapi.json").json()["paths"]
    operations = sum(len(methods) for methods in paths.values())
    drawn = "document.querySelectorAll('[data-operation]').length"
    assert operations == page.evaluate(drawn)
    page.click("[data-operation='post /shares/click'] summary")
    page.click("[data-operation='post /shares/click'] button")
    page.until("document.body.innerText.includes('graph.self_bind')")
    assert page.requests
    assert [] == [
        url for url in page.requests if not url.startswith((str(service.base_url), "data:"))
    ]
    assert [] == page.complaints


def test_without_a_browser_the_message_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(RuntimeError, match="apt-get install chromium"):
        find_browser()
