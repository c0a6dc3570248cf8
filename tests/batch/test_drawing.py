"""Drawings: as text and as a picture, with Chinese ids and with more fans than fit."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from fenxiao.batch import Forest, TextIds, draw_svg, draw_text, surroundings
from fenxiao.batch.drawing import Language
from fenxiao.batch.surroundings import Surroundings
from tests.batch.test_surroundings import forest_of
from tests.batch.touches import Touched, touches

SVG = "{http://www.w3.org/2000/svg}"
LONG = "oXk3r5JZq8vT2mN7-an-openid-in-full"


def shop() -> Surroundings:
    forest = Forest(ids=TextIds())
    pairs = [("总店", "华东区"), ("华东区", "a<b>&c"), ("a<b>&c", "推客李雷")]
    pairs += [("推客李雷", f"粉丝{number}") for number in range(100)]
    pairs += [("推客李雷", "粉丝0"), ("粉丝0", LONG), ("华东区", "另一家")]
    codes = [forest.intern(pair).tolist() for pair in pairs]
    forest.bind_many([sharer for sharer, _ in codes], [visitor for _, visitor in codes])
    return surroundings(forest, forest.code("推客李雷"), up=2, limit=2)


def test_a_text() -> None:
    assert draw_text(shop()).splitlines() == [
        "… 1 above",
        "华东区 (2 fans)",
        "├─ a<b>&c (1 fan)",
        "│  └─ ● 推客李雷 (100 fans)",
        "│     ├─ 粉丝0 (1 fan)",
        f"│     │  └─ {LONG}",
        "│     ├─ 粉丝1",
        "│     └─ … 98 more",
        "└─ … 1 more",
    ]


def test_a_text_in_chinese() -> None:
    lines = draw_text(shop(), language="zh").splitlines()
    assert ["…… 上方还有 1 层", "华东区 (2 位粉丝)"] == lines[:2]
    assert lines[-1] == "└─ …… 另有 1 位"


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314  # our own text, which is to be sound


def test_a_picture_says_what_the_text_says() -> None:
    picture = parsed(draw_svg(shop()))
    titles = [one.text for one in picture.iter(f"{SVG}title")]
    expected = ["… 1 above", "华东区", "a<b>&c", "推客李雷", "粉丝0", LONG, "粉丝1", "… 98 more"]
    assert expected == titles
    texts = [one.text for one in picture.iter(f"{SVG}text")]
    assert {"100 fans", "2 fans", "1 fan", LONG[:22] + "…"} < set(texts)
    asked = [group for group in picture.iter(f"{SVG}g") if group.get("class") == "a"]
    assert ["推客李雷"] == [group.findtext(f"{SVG}title") for group in asked]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_needs_nothing_from_elsewhere(language: Language) -> None:
    picture = draw_svg(shop(), language=language)
    addresses = re.findall(r"https?:[^\"]+|href|url\(|@import|<script", picture)
    assert ["http://www.w3.org/2000/svg"] == addresses
    assert picture == draw_svg(shop(), language=language)


@given(told=touches)
def test_boxes_stand_apart_within_the_picture(told: list[Touched]) -> None:
    picture = parsed(draw_svg(surroundings(forest_of(told), 0, up=1, limit=2)))
    frame, *boxes = [
        tuple(int(one.get(name, "0")) for name in ("x", "y", "width", "height"))
        for one in picture.iter(f"{SVG}rect")
    ]
    edges = list(picture.iter(f"{SVG}path"))
    assert len(edges) == len(boxes) - 1
    for place, (x, y, width, height) in enumerate(boxes):
        assert 0 < x < x + width < frame[2]
        assert 0 < y < y + height < frame[3]
        for other_x, other_y, other_width, other_height in boxes[:place]:
            beside = x + width < other_x or other_x + other_width < x
            assert beside or y + height < other_y or other_y + other_height < y


def test_the_longest_drawing_is_drawn() -> None:
    forest = Forest(200)
    forest.bind_many(range(199), range(1, 200))
    around = surroundings(forest, 100, up=64, down=64)
    assert len(draw_text(around).splitlines()) == 130
    assert draw_svg(around).count("<g ") == 130
