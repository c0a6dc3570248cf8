"""Custom rules as data: what a plan may say of one, and what a host's object must have."""

from __future__ import annotations

from typing import Any

import pytest

from fenxiao.errors import PolicyError
from fenxiao.rules.amounts import Row
from fenxiao.rules.custom import Asked, Award, Custom, Rule, Stander


class Named:
    name = "host"

    def awards(self, asked: Asked) -> list[Award]:
        return [Award(one.member_id, one.depth, 1) for one in asked.standers]


class Nameless:
    def awards(self, asked: Asked) -> list[Award]:
        del asked
        return []


def test_a_hosts_rule_is_known_by_its_name_and_its_answer() -> None:
    assert isinstance(Named(), Rule)
    assert not isinstance(Nameless(), Rule)
    assert not isinstance("host", Rule)


def test_what_is_left_out_has_its_plainest_value() -> None:
    assert ("u", 2, "", "", 1) == Stander("u", 2)
    assert ("u", 2, 5, 1) == Award("u", 2, 5)
    assert 30_000 == Custom(rule_id="own", custom="host", at_most_ppm=30_000).at_most_ppm


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"custom": ""}, id="no name"),
        pytest.param({"at_most_ppm": 0.1}, id="a float"),
        pytest.param({"at_most_ppm": 1_000_001}, id="more than all"),
        pytest.param({"base": "nothing"}, id="an unknown base"),
        pytest.param({"rates_ppm": (1,)}, id="a rate beside it"),
        pytest.param({"self_rate_ppm": 0}, id="a self rate beside it"),
        pytest.param({"rows": (Row(),)}, id="a row beside it"),
    ],
)
def test_wrong_custom_rules_are_refused(fields: dict[str, Any]) -> None:
    known: dict[str, Any] = {"rule_id": "own", "custom": "host", "at_most_ppm": 1}
    with pytest.raises(PolicyError) as caught:
        Custom(**known | fields)
    assert "plan.bad_field" == caught.value.code
