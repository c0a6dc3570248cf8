"""How hard the laws are tried: three Hypothesis profiles.

``dev`` is for the desk; ``ci`` tries the same examples on every run and prints how to
repeat a failure; ``thorough`` is for the night (``--hypothesis-profile=thorough``).
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("dev", deadline=None, derandomize=False)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, database=None)
settings.register_profile(
    "thorough",
    deadline=None,
    derandomize=False,
    max_examples=2_000,
    stateful_step_count=100,
    print_blob=True,
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
