"""The catalogue's rows about storefronts and visits (店铺与来访事件目录).

Source: docs/events.md.
"""

from __future__ import annotations

from fenxiao.model.events import AssortmentChanged, ForgetVisits
from fenxiao.settlement.catalogue.spec import EventSpec, always, from_facts
from fenxiao.settlement.storefronts import decide_assortment, first_assortment
from fenxiao.settlement.visits import decide_forget_visits, first_forget_visits

__all__ = ["STOREFRONTS"]

STOREFRONTS = (
    EventSpec(
        AssortmentChanged,
        "A promoter changed what his store lists",
        "选品上架",
        ("event", "shelf"),
        {"event": "guarded", "shelf": "guarded", "assortment": "appended"},
        ("event.id_reused", "storefront.late"),
        "which assortment is the newest: of two changes at once the second is decided again",
        always(first_assortment),
        from_facts(decide_assortment),
    ),
    EventSpec(
        ForgetVisits,
        "Visits that no order counts any more are taken out, a page at a time",
        "清理来访记录",
        ("event", "continuation", "visits_before"),
        {"event": "guarded", "visit": "removed", "continuation": "queued"},
        ("event.id_reused",),
        "every visit that it takes, by removing exactly that row",
        first_forget_visits,
        decide_forget_visits,
    ),
)
"""What a promoter lists, and what becomes of old visits."""
