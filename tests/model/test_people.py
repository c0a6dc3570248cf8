"""Events about people: what each must say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fenxiao.errors import FenxiaoError
from fenxiao.model.people import LEAVINGS, RELATIONS
from tests.support.build import rebind, registered, settle_fans, touch


@pytest.mark.parametrize(
    ("event", "changes", "code"),
    [
        pytest.param(touch("a", "b"), {"channel": ""}, "event.bad_id", id="no channel"),
        pytest.param(registered("a"), {"sharer_id": ""}, "event.bad_id", id="an empty sharer"),
        pytest.param(rebind("a", "b"), {"relation": "friend"}, "event.bad_field", id="relation"),
        pytest.param(rebind("a", "b"), {"parent_id": ""}, "event.bad_id", id="an empty parent"),
        pytest.param(rebind("a", "b"), {"limit": 10_001}, "event.bad_quantity", id="a long page"),
        pytest.param(settle_fans("a"), {"relations": ()}, "event.bad_field", id="no relation"),
        pytest.param(
            settle_fans("a"), {"relations": ("team", "team")}, "event.bad_field", id="one twice"
        ),
        pytest.param(
            settle_fans("a"), {"relations": ("friend",)}, "event.bad_field", id="an unknown one"
        ),
        pytest.param(settle_fans("a"), {"relations": "team"}, "event.bad_field", id="a text"),
    ],
)
def test_a_wrong_value_is_refused_by_code(event: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FenxiaoError) as caught:
        replace(event, **changes)
    assert code == caught.value.code


def test_relations_and_leavings_are_published() -> None:
    assert ("customer", "team", "unit") == RELATIONS
    assert ("keep", "freeze", "lift") == LEAVINGS
