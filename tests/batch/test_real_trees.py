"""Real trees: what real people's attempts make, at once and exactly."""

from __future__ import annotations

from collections import Counter

import pytest

from fenxiao.batch import Forest, Outcome, TextIds, from_bytes, to_bytes
from tests.support.trees import TREES, read_tree

COUNTS = {
    "uboot_sponsors": {"BOUND": 3_133, "ALREADY_BOUND": 4_251, "SELF": 113, "CYCLE": 15},
    "freebsd_mentors": {"BOUND": 516, "ALREADY_BOUND": 287},
    "nyjazz_coupons": {"BOUND": 251},
}
SIZES = {"uboot_sponsors": 3_156, "freebsd_mentors": 554, "nyjazz_coupons": 264}


def replayed(name: str) -> tuple[Forest, list[str]]:
    tree = read_tree(name)
    forest = Forest(ids=TextIds(), is_timed=True)
    forest.intern([member.node for member in tree.members])
    inviters = forest.intern([attempt.inviter for attempt in tree.attempts])
    invitees = forest.intern([attempt.invitee for attempt in tree.attempts])
    numbers = [int(attempt.event_id) for attempt in tree.attempts]
    outcomes = forest.bind_many(inviters, invitees, at_us=numbers)
    return forest, [Outcome(outcome).name for outcome in outcomes]


@pytest.mark.parametrize("name", TREES)
def test_every_attempt_ends_as_it_did(name: str) -> None:
    tree = read_tree(name)
    _, outcomes = replayed(name)
    assert COUNTS[name] == Counter(outcomes)
    assert [attempt.outcome for attempt in tree.attempts] == [one.lower() for one in outcomes]


@pytest.mark.parametrize("name", TREES)
def test_the_forest_is_the_same(name: str) -> None:
    tree = read_tree(name)
    forest, _ = replayed(name)
    assert SIZES[name] == len(forest) == len(tree.members)
    above = forest.parent.tolist()
    names = [member.node for member in tree.members]
    parents = [None if parent < 0 else names[parent] for parent in above]
    assert [member.parent for member in tree.members] == parents
    assert forest.bound_us is not None
    events = [member.bound_event for member in tree.members]
    assert [int(event or 0) for event in events] == forest.bound_us.tolist()


@pytest.mark.parametrize("name", TREES)
def test_measures_are_those_of_the_files(name: str) -> None:
    members = read_tree(name).members
    forest, _ = replayed(name)
    assert [member.depth for member in members] == forest.depth().tolist()
    assert [member.children for member in members] == forest.children_counts().tolist()
    assert [member.within3 for member in members] == forest.within3().tolist()
    assert [member.descendants for member in members] == forest.descendants().tolist()
    sizes = [forest.team(code).size for code in range(len(forest))]
    assert [member.descendants for member in members] == sizes


@pytest.mark.parametrize("name", TREES)
def test_one_by_one_and_from_bytes_it_is_the_same_forest(name: str) -> None:
    tree = read_tree(name)
    forest, outcomes = replayed(name)
    single = Forest(len(forest))
    inviters = forest.intern([attempt.inviter for attempt in tree.attempts]).tolist()
    invitees = forest.intern([attempt.invitee for attempt in tree.attempts]).tolist()
    pairs = zip(inviters, invitees, strict=True)
    assert outcomes == [single.bind(*pair).name for pair in pairs]
    assert forest.parent.tolist() == single.parent.tolist()
    again = from_bytes(to_bytes(forest))
    assert to_bytes(forest) == to_bytes(again)
    assert forest.parent.tolist() == again.parent.tolist()
