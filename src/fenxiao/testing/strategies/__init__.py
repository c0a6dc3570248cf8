"""Strategies (生成策略): people, orders, refunds, plans and whole logs of events for Hypothesis.

Vocabularies are small, so that things meet: few members, few articles, three grades.
Everything drawn is valid, and shrinks to little.

Source: docs/laws.md, "Strategies".
"""

from __future__ import annotations

from fenxiao.testing.strategies.logs import event_logs, policies
from fenxiao.testing.strategies.orders import lines, orders
from fenxiao.testing.strategies.people import crowds, forests, members
from fenxiao.testing.strategies.plans import KINDS, campaigns, plans
from fenxiao.testing.strategies.refunds import refunds_of

__all__ = [
    "KINDS",
    "campaigns",
    "crowds",
    "event_logs",
    "forests",
    "lines",
    "members",
    "orders",
    "plans",
    "policies",
    "refunds_of",
]
