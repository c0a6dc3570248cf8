"""Levels: its rates as data; what it pays is tested with the stages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from fenxiao.errors import FenxiaoError
from fenxiao.money import PPM
from fenxiao.rules.levels import Levels

words = st.sampled_from("abc")
lists_of_words = st.lists(words, max_size=2).map(tuple)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"rates_ppm": ()}, "plan.depth", id="no depth"),
        pytest.param({"rates_ppm": (1, 1, 1, 1)}, "plan.depth", id="a fourth depth"),
        pytest.param({"rates_ppm": (1, 1, 1, 0)}, "plan.depth", id="a fourth depth at 0%"),
        pytest.param({"rates_ppm": (-1,)}, "plan.bad_field", id="below 0%"),
        pytest.param({"rates_ppm": (PPM + 1,)}, "plan.bad_field", id="above 100%"),
        pytest.param({"rates_ppm": (0.1,)}, "plan.bad_field", id="a float"),
        pytest.param({"rates_ppm": (True,)}, "plan.bad_field", id="true"),
        pytest.param({"rates_ppm": "12"}, "plan.bad_field", id="a text of digits"),
        pytest.param({"rates_ppm": 100_000}, "plan.bad_field", id="one rate alone"),
        pytest.param({"rule_id": ""}, "plan.bad_field", id="no name"),
    ],
)
def test_wrong_rules_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        Levels(**{"kind": "levels", "rule_id": "sale", "rates_ppm": (1,)} | changes)
    assert code == caught.value.code
