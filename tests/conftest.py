"""How hard the laws are tried: four Hypothesis profiles.

``dev`` is for the desk; ``ci`` tries the same examples on every run and prints how to
repeat a failure; ``thorough`` is for the night (``--hypothesis-profile=thorough``);
``mutants`` tries few, and the same ones, since it is run once for every mutant.
"""

from __future__ import annotations

import os

from hypothesis import Phase, settings

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
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    max_examples=25,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a counterexample is enough, need not be small
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
