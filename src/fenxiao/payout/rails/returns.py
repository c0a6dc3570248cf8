"""What came back, beside what was sent (回盘核对): nothing dropped, nothing taken on trust.

A return of a batch is compared with the instructions that were sent in it. Every line
keeps its answer; what does not agree is "unknown" and named, and so is whatever is
missing, stands twice or was never sent.

Source: docs/rails/README.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from fenxiao.model.records import Payout
from fenxiao.payout.rails.answers import confirm
from fenxiao.payout.rails.form import Problem, RailAnswer

__all__ = ["Reading", "compare", "distrust"]


class Reading(NamedTuple):
    """What was read from a return.

    Args:
        answers: One for each line or transaction, in order; none is dropped.
        problems: What is wrong with the return, by codes of the family ``rail``.
    """

    answers: tuple[RailAnswer, ...]
    problems: tuple[Problem, ...] = ()


def distrust(answers: Sequence[RailAnswer]) -> tuple[RailAnswer, ...]:
    """Return answers as "unknown", each with all that it says."""
    return tuple(one._replace(outcome="unknown") for one in answers)


def compare(
    reading: Reading,
    sent: Sequence[Payout],
    batch_keys: Collection[str] = (),
    *,
    is_whole: bool = True,
) -> Reading:
    """Weigh a return against the instructions that were sent.

    Args:
        reading: What was read.
        sent: The instructions of the file, batch or message.
        batch_keys: The keys under which they were sent together; an answer about one of
            them stays as it is, for ``to_result`` to weigh.
        is_whole: Whether the return should name each of them; a notification need not.

    Returns:
        The same answers in the same order, "unknown" where they do not agree with what was
        sent or contradict each other; the problems of the reading, then those found here.

    Examples:
        >>> one = Payout("I1", "K1", "shop", "u1", "CNY", 1234, "t9", "submitted", 0, 0, None)
        >>> told = RailAnswer("paid", "K1", "9", 1234, "CNY", "S", "")
        >>> [one.outcome for one in compare(Reading((told,)), [one]).answers]
        ['paid']
        >>> [problem.code for problem in compare(Reading(()), [one]).problems]
        ['rail.return_silent']
    """
    ours = {one.key: one for one in sent}
    said = _by_key(reading.answers)
    torn = {key for key, told in said.items() if len(set(told)) > 1}
    answers = tuple(_weighed(one, ours, torn, batch_keys) for one in reading.answers)
    problems = _problems(reading.answers, ours, said, batch_keys)
    named = {one.key for one in reading.answers}
    silent = [key for key in ours if is_whole and key not in named]
    found = (*problems, *(Problem("rail.return_silent", (("key", key),)) for key in silent))
    return Reading(answers, (*reading.problems, *found))


def _by_key(answers: Sequence[RailAnswer]) -> dict[str, list[RailAnswer]]:
    """Return what is said of each key; that money came back may be said beside "paid"."""
    said: dict[str, list[RailAnswer]] = {}
    for one in answers:
        if one.key is not None and one.outcome != "returned":
            said.setdefault(one.key, []).append(one)
    return said


def _weighed(
    told: RailAnswer, ours: dict[str, Payout], torn: set[str], batch_keys: Collection[str]
) -> RailAnswer:
    if told.key in batch_keys:
        return told
    payout = ours.get(told.key or "")
    is_torn = told.key in torn and told.outcome != "returned"
    if payout is None or is_torn:
        return told._replace(outcome="unknown")
    return told._replace(outcome=confirm(told, payout).outcome)


def _problems(
    answers: Sequence[RailAnswer],
    ours: dict[str, Payout],
    said: dict[str, list[RailAnswer]],
    batch_keys: Collection[str],
) -> Iterator[Problem]:
    for one in answers:
        if one.key in batch_keys:
            continue
        payout = ours.get(one.key or "")
        if payout is None:
            yield Problem("rail.return_stranger", (("key", one.key or "no key"),))
        else:
            yield from _differences(one, payout)
    for key, told in said.items():
        if len(told) > 1 and key not in batch_keys:
            yield Problem("rail.return_repeated", (("key", key), ("count", len(told))))


def _differences(told: RailAnswer, payout: Payout) -> Iterator[Problem]:
    named = (told.amount_minor or payout.amount_minor, told.currency or payout.currency)
    if named != (payout.amount_minor, payout.currency):
        sent = (("amount_minor", payout.amount_minor), ("currency", payout.currency))
        got = (("got_minor", named[0]), ("got_currency", named[1]))
        yield Problem("rail.return_differs", (("key", payout.key), *sent, *got))
