"""Invites (邀请码): what issuing, redeeming and giving back a code writes.

Whatever reads the quota to decide writes its row; a redemption does not, since a code that
is redeemed counts as one that is open. Sales only append, and the quota takes their rows
by removing exactly those that it counted.

Source: docs/invites.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fenxiao.graph.bindings import Bid
from fenxiao.graph.invites import Happening, counted, is_over, refuse_step, step_of
from fenxiao.graph.quota import INVITE_SALES, QuotaPolicy, check_currency, refuse_gone, refuse_issue
from fenxiao.model.contract import (
    Facts,
    Key,
    Need,
    Put,
    Scan,
    continuation_key,
    invite_key,
    invites_due_scan,
    member_key,
    node_key,
    quota_key,
    tallies_scan,
    tally_key,
)
from fenxiao.model.encoding import derive_id
from fenxiao.model.instants import DAY_US, FOREVER_US, to_us
from fenxiao.model.invite_records import Invite, Quota
from fenxiao.model.invites import (
    ExpireInvites,
    FoldQuota,
    InviteCancelled,
    InviteIssued,
    InviteRedeemed,
    SeatFreed,
)
from fenxiao.model.records import Member, Refusal, Tally
from fenxiao.settlement.changes import Changes, waited
from fenxiao.settlement.counts import told
from fenxiao.settlement.facts import missing, row, rows
from fenxiao.settlement.policy import Policy
from fenxiao.settlement.relations import Bound, member_of, settle

__all__ = [
    "SALES_LIMIT",
    "decide_back",
    "decide_expire",
    "decide_fold_quota",
    "decide_issued",
    "decide_redeemed",
    "first_back",
    "first_expire",
    "first_fold_quota",
    "first_issued",
    "first_redeemed",
    "sales_scan",
    "with_sales",
]

SALES_LIMIT = 1_000
"""Changes of sales that issuing an invite takes into account, in one scan; beyond it, fold."""

First = tuple[tuple[Key, ...], tuple[Scan, ...]]


def first_issued(event: InviteIssued, policy: Policy) -> First:
    """Return what issuing reads: the code, the quota, the member, then his sales."""
    if policy.quota is None:
        return (invite_key(event.code),), ()
    keys = (invite_key(event.code), quota_key(event.member_id), member_key(event.member_id))
    return keys, (sales_scan(event.member_id, policy.quota, limit=SALES_LIMIT),)


def decide_issued(event: InviteIssued, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Put a code into the registry if its issuer has an invite free, and count his sales."""
    rules = policy.quota
    if rules is None:
        return Refusal("quota.no_policy", (("member_id", event.member_id),))
    invite, _ = row(facts, invite_key(event.code), Invite)
    step = step_of(invite, "issue")
    refused = refuse_step(event.code, invite, step)
    if refused is not None:
        return refused
    sales = rows(facts, sales_scan(event.member_id, rules, limit=SALES_LIMIT), Tally)
    if len(sales) == SALES_LIMIT:
        about = (("member_id", event.member_id), ("limit", SALES_LIMIT))
        return Refusal("quota.fold_first", about)
    quota, revision = _quota(facts, event.member_id, rules)
    quota = with_sales(quota, (tally for tally, _ in sales))
    member, guards = _issuer(event, facts, rules)
    refused = refuse_issue(rules, quota, member)
    if refused is not None:
        return refused
    puts = (
        Put(invite_key(event.code), _made(event, rules), 0),
        Put(quota_key(event.member_id), counted(quota, step), revision),
        *guards,
        *_removed(sales),
    )
    return Changes(puts)


def first_redeemed(event: InviteRedeemed) -> First:
    """Return what redeeming surely reads: the code."""
    return (invite_key(event.code),), ()


def decide_redeemed(
    event: InviteRedeemed, facts: Facts, policy: Policy
) -> Need | Changes | Refusal:
    """Bind a newcomer under the issuer of his code; a refused binding leaves the code open."""
    at_us = to_us(event.at)
    invite, revision = row(facts, invite_key(event.code), Invite)
    step = step_of(invite, "redeem_late" if is_over(invite, at_us) else "redeem")
    refused = refuse_step(event.code, invite, step)
    if refused is not None or invite is None or step.state is None:
        return refused or Changes()
    bound = _bound(event, invite, facts, policy)
    if isinstance(bound, (Need, Refusal)):
        return bound
    taken = invite._replace(state=step.state, bearer_id=event.member_id, redeemed_us=at_us)
    appends = told(bound.moves, facts, policy)
    if isinstance(appends, Need):
        return appends
    puts = (Put(invite_key(event.code), taken, revision), *bound.puts.values())
    return Changes(puts, appends)


def _bound(
    event: InviteRedeemed, invite: Invite, facts: Facts, policy: Policy
) -> Need | Bound | Refusal:
    """Bind a newcomer under the issuer of an open code, or say why not."""
    at_us, relation, issuer_id = to_us(event.at), invite.relation, invite.issuer_id
    if at_us < invite.issued_us:
        about = (("code", event.code), ("issuer_id", issuer_id), ("issued_us", invite.issued_us))
        return Refusal("invite.not_yet_issued", about)
    nodes = (node_key(relation, one) for one in (event.member_id, issuer_id))
    need = missing(facts, (*nodes, member_key(issuer_id)))
    if need is not None:
        return need
    gone = refuse_gone(member_of(facts, issuer_id)[0])
    if gone is not None:
        return gone
    bid = Bid(relation, event.member_id, issuer_id, at_us, event.id, "registration")
    # A recruit whose days begin again by a code is nobody new, so he takes no invite.
    return settle(bid, facts, replace(policy.binding_of(relation, at_us), is_renewed=False))


def first_back(event: InviteCancelled | SeatFreed) -> First:
    """Return what giving back surely reads: the code."""
    return (invite_key(event.code),), ()


def decide_back(
    event: InviteCancelled | SeatFreed,
    facts: Facts,
) -> Need | Changes | Refusal:
    """Give an open code back, or the seat of a recruit who left."""
    happening: Happening = "cancel" if isinstance(event, InviteCancelled) else "free"
    invite, revision = row(facts, invite_key(event.code), Invite)
    refused = refuse_step(event.code, invite, step_of(invite, happening))
    if refused is not None or invite is None:
        return refused or Changes()
    return _back(facts, [(invite, revision)], happening, to_us(event.at))


def first_expire(event: ExpireInvites) -> First:
    """Return what the sweep reads: a page of open codes whose days are over."""
    return (continuation_key(event.id),), (_due(event),)


def decide_expire(event: ExpireInvites, facts: Facts) -> Need | Changes:
    """Give back a page of codes whose days are over, each to its issuer's quota."""
    page = rows(facts, _due(event), Invite)
    back = _back(facts, page, "expire", to_us(event.at))
    if isinstance(back, Need):
        return back
    is_full = len(page) == event.limit
    goes_on = replace(event, id=derive_id(event.id, "page")) if is_full else None
    return Changes((*waited(event, facts), *back.puts), (), goes_on)


def first_fold_quota(event: FoldQuota, policy: Policy) -> First:
    """Return what a fold reads: the checkpoint, then a page of sales."""
    keys = (continuation_key(event.id),)
    if policy.quota is None:
        return keys, ()
    scan = sales_scan(event.member_id, policy.quota, limit=event.limit)
    return (*keys, quota_key(event.member_id)), (scan,)


def decide_fold_quota(event: FoldQuota, facts: Facts, policy: Policy) -> Changes | Refusal:
    """Add a page of sales to the checkpoint and remove exactly those rows."""
    rules = policy.quota
    if rules is None:
        return Refusal("quota.no_policy", (("member_id", event.member_id),))
    page = rows(facts, sales_scan(event.member_id, rules, limit=event.limit), Tally)
    quota, revision = _quota(facts, event.member_id, rules)
    folded = with_sales(quota, (tally for tally, _ in page))
    checkpoint = Put(quota_key(event.member_id), folded, revision)
    is_full = len(page) == event.limit
    goes_on = replace(event, id=derive_id(event.id, "page")) if is_full else None
    return Changes((*waited(event, facts), checkpoint, *_removed(page)), (), goes_on)


def sales_scan(member_id: str, rules: QuotaPolicy, *, limit: int) -> Scan:
    """Ask for the sales of a member that no quota has counted yet."""
    ever = (-FOREVER_US, FOREVER_US)
    return tallies_scan(member_id, INVITE_SALES, rules.currency, ever, limit=limit)


def with_sales(quota: Quota, sales: Iterable[Tally]) -> Quota:
    """Return a quota after some changes of sales."""
    return quota._replace(sales_minor=quota.sales_minor + sum(one.amount for one in sales))


def _quota(facts: Facts, member_id: str, rules: QuotaPolicy) -> tuple[Quota, int]:
    quota, revision = row(facts, quota_key(member_id), Quota)
    if quota is not None:
        check_currency(rules, quota)
    return quota or Quota(member_id, rules.currency, 0, 0, 0), revision


def _issuer(
    event: InviteIssued, facts: Facts, rules: QuotaPolicy
) -> tuple[Member, tuple[Put, ...]]:
    """Return who the issuer is; his row is written as it is, if he has one or should have."""
    member, revision = member_of(facts, event.member_id)
    is_guarded = revision > 0 or rules.asks_member
    guard = Put(member_key(event.member_id), member, revision)
    return member, (guard,) if is_guarded else ()


def _made(event: InviteIssued, rules: QuotaPolicy) -> Invite:
    at_us = to_us(event.at)
    days = event.valid_days if event.valid_days is not None else rules.valid_days
    until_us = None if days is None else at_us + days * DAY_US
    about = (event.code, event.member_id, rules.relation)
    return Invite(*about, "issued", at_us, until_us, None, None, None)


def _removed(sales: Iterable[tuple[Tally, int]]) -> tuple[Put, ...]:
    return tuple(Put(tally_key(tally), None, revision) for tally, revision in sales)


def _back(
    facts: Facts, page: Iterable[tuple[Invite, int]], happening: Happening, at_us: int
) -> Need | Changes:
    """Move some codes of which each gives something back, and count it in the quotas."""
    page = list(page)
    need = missing(facts, (quota_key(invite.issuer_id) for invite, _ in page))
    if need is not None:
        return need
    codes: list[Put] = []
    quotas: dict[Key, Put] = {}
    for invite, revision in page:
        step = step_of(invite, happening)
        if step.state is None:
            continue
        moved = invite._replace(state=step.state, ended_us=at_us)
        codes.append(Put(invite_key(invite.code), moved, revision))
        key = quota_key(invite.issuer_id)
        stored, number = row(facts, key, Quota)
        before = quotas[key].record if key in quotas else stored
        if isinstance(before, Quota):
            quotas[key] = Put(key, counted(before, step), number)
    return Changes((*codes, *quotas.values()))


def _due(event: ExpireInvites) -> Scan:
    return invites_due_scan(to_us(event.at), limit=event.limit)
