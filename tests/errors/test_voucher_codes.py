"""The codes of vouchers: in the table, errors all, of maps and of exports."""

from __future__ import annotations

from fenxiao.errors import CODES
from fenxiao.errors.voucher_codes import VOUCHERS


def test_every_row_is_in_the_table() -> None:
    assert all(row == CODES[row[0]] for row in VOUCHERS)
    exports = {code for code in CODES if code.startswith("voucher.")}
    assert exports == {row[0] for row in VOUCHERS} & exports
    maps = {"policy.account_map", "policy.unmapped_account"}
    assert maps <= {row[0] for row in VOUCHERS} - exports


def test_each_is_an_error() -> None:
    assert {"error"} == {kind for _, kind, _, _ in VOUCHERS}
