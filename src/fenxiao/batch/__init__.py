"""Relations at size (大规模关系): tens of millions of members on one machine, in numpy.

An extra (``pip install fenxiao[batch]``); nothing in the core imports it. Start with
``Forest``.

Source: docs/relations-at-size.md.
"""

from __future__ import annotations

from fenxiao.batch.binding import Outcome
from fenxiao.batch.drawing import draw_svg, draw_text
from fenxiao.batch.forest import Forest
from fenxiao.batch.ids import NumberIds, TextIds
from fenxiao.batch.snapshot import from_bytes, from_columns, to_bytes, to_columns
from fenxiao.batch.surroundings import Branch, Surroundings, surroundings, to_networkx

__all__ = [
    "Branch",
    "Forest",
    "NumberIds",
    "Outcome",
    "Surroundings",
    "TextIds",
    "draw_svg",
    "draw_text",
    "from_bytes",
    "from_columns",
    "surroundings",
    "to_bytes",
    "to_columns",
    "to_networkx",
]
