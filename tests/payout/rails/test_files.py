"""Files for banks: a digest over all, sums by currency, a value for every token."""

from __future__ import annotations

from fenxiao.payout.rails.files import check_values, sent_file, sums_minor
from fenxiao.payout.rails.form import Fill
from tests.payout.rails.samples import DOLLARS, ONE, codes

FILL = Fill("/0/1", "t1")


def test_the_digest_covers_bytes_places_key_count_and_sums() -> None:
    first = sent_file(b"a", [FILL], "B1", [ONE])
    assert first == sent_file(b"a", [FILL], "B1", [ONE])
    others = [
        sent_file(b"b", [FILL], "B1", [ONE]),
        sent_file(b"a", [FILL._replace(pointer="/0/2")], "B1", [ONE]),
        sent_file(b"a", [FILL], "B2", [ONE]),
        sent_file(b"a", [FILL], "B1", [ONE._replace(amount_minor=1)]),
        sent_file(b"a", [FILL], "B1", [DOLLARS]),
    ]
    assert len({first.digest, *(one.digest for one in others)}) == 6


def test_each_currency_has_its_own_sum() -> None:
    sent = sent_file(b"", [], "B1", [DOLLARS, ONE, ONE])
    assert (("CNY", 2_468), ("USD", 1_234)) == sent.totals_minor
    assert sent.item_count == 3
    assert {} == sums_minor([])


def test_a_token_without_a_value_is_named_once() -> None:
    sent = sent_file(b"", [FILL, FILL, Fill("/1/1", "t2")], "B1", [ONE])
    assert () == check_values(sent, {"t1": "x", "t2": "y"})
    found = check_values(sent, {"t1": ""})
    assert ["rail.missing", "rail.missing"] == codes(found)
    assert ["t1", "t2"] == [dict(one.facts)["key"] for one in found]
