"""Records of invites: plain tuples, stored and read back."""

from __future__ import annotations

import pytest

from fenxiao.model.border import dump_record, load_record
from fenxiao.model.contract import invite_key, quota_key
from fenxiao.model.invite_records import Invite, Quota
from fenxiao.model.records import Record

INVITE = Invite("c1", "u1", "team", "redeemed", 1, None, "u2", 2, None)
QUOTA = Quota("u1", "CNY", -5, 2, 1)


@pytest.mark.parametrize("record", [INVITE, QUOTA], ids=["invite", "quota"])
def test_a_record_comes_back_from_its_text(record: Record) -> None:
    assert record == load_record(dump_record(record))


def test_their_keys() -> None:
    assert ("invite", "c1") == invite_key(INVITE.code)
    assert ("quota", "u1") == quota_key(QUOTA.member_id)
