"""The page of relations at size: its tables are those of the last measurement."""

from __future__ import annotations

from benchmarks.relation_rivals import dictionary, dictionary_and_set, networkx, rustworkx
from benchmarks.relation_tables import PAGE, drawn
from benchmarks.relation_touches import grown, shop, shuffled, uniform
from fenxiao.batch import Forest, Outcome, TextIds, draw_svg, surroundings

PICTURE = PAGE.with_suffix(".svg")


def test_the_picture_is_what_is_drawn() -> None:
    forest = Forest(ids=TextIds())
    pairs = [("总店", "华东区"), ("华东区", "西湖店 王掌柜"), ("西湖店 王掌柜", "李雷")]
    pairs += [("李雷", f"粉丝{number}") for number in range(1, 101)]
    pairs += [("华东区", f"店{number}") for number in range(30)]
    pairs += [("粉丝2", f"u{number}") for number in range(2)] + [("粉丝4", "韩梅梅")]
    codes = [forest.intern(pair).tolist() for pair in pairs]
    forest.bind_many([sharer for sharer, _ in codes], [visitor for _, visitor in codes])
    drawn_now = draw_svg(surroundings(forest, forest.code("李雷")))
    assert PICTURE.read_text(encoding="utf-8") == drawn_now


def test_the_tables_are_those_of_the_last_measurement() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == drawn(page)


def test_rivals_of_the_benchmark_come_to_the_same_outcomes() -> None:
    seen = set()
    for touches in (shop(20_000), shuffled(shop(20_000)), uniform(3_000), grown(1, 1_000)):
        pairs = list(zip(touches.sharers.tolist(), touches.visitors.tolist(), strict=True))
        outcomes = Forest(touches.members).bind_many(touches.sharers, touches.visitors)
        for rival in (dictionary, dictionary_and_set, networkx):
            assert outcomes.tobytes() == bytes(rival(pairs))
        assert outcomes.tobytes() == bytes(rustworkx(pairs, touches.members))
        seen |= set(outcomes.tolist())
    assert set(Outcome) == seen
