"""The codes of partial reversals and journals: each is provoked and names all that it says."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

import pytest

from fenxiao.errors import CODES, LedgerError
from fenxiao.errors.journal_codes import JOURNALS
from fenxiao.ledger.journal import Journal
from fenxiao.ledger.policy import AccountLimit
from fenxiao.ledger.posting import Occasion, post
from fenxiao.ledger.reversal import reverse

AT = Occasion("e1", "shop", "CNY", "o1", 0, 0)
DONE = post("forfeit", AT, {"u1": 100})
FLOOR = AccountLimit(account="member_frozen", least_minor=-99)
JOURNAL = Journal()
JOURNAL.post(DONE)
PROVOKED: dict[str, Callable[[], object]] = {
    "ledger.less_left": lambda: reverse(DONE, 101, AT),
    "ledger.no_mirror": lambda: reverse(DONE, 1, AT, template="dormant_back"),
    "ledger.other_books": lambda: reverse(DONE, 1, AT._replace(payer_id="other")),
    "ledger.id_reused": lambda: JOURNAL.post(DONE._replace(subject_id="o2")),
    "ledger.beyond_limit": lambda: Journal([FLOOR]).post(DONE),
    "ledger.unmet_condition": lambda: Journal().post(
        DONE, given=[AccountLimit(account="forfeited", least_minor=1)]
    ),
    "ledger.unknown_entry": lambda: JOURNAL.reverse("x", AT),
}


def test_every_code_is_in_the_table_once() -> None:
    assert all(row == CODES[row[0]] for row in JOURNALS)
    assert [row[0] for row in JOURNALS] == list(PROVOKED)


@pytest.mark.parametrize("code", PROVOKED)
def test_an_error_names_all_that_it_says(code: str) -> None:
    with pytest.raises(LedgerError) as caught:
        PROVOKED[code]()
    row = CODES[code]
    parsed = (*Formatter().parse(row.message), *Formatter().parse(row.hint))
    named = {name for _, name, _, _ in parsed if name is not None}
    assert (code, named) == (caught.value.code, set(caught.value.facts))
    assert str(caught.value).endswith(".")
