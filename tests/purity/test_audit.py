"""The library touches no file, socket, thread or process, as the interpreter sees it."""

from __future__ import annotations

import sys

import pytest

from tests.purity.watch import what_it_does

SEES_THREADS = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="Python 3.11 does not announce threads."
)


def test_the_main_job_leaves_the_machine_alone() -> None:
    assert [] == what_it_does("tests.purity.scenario:scenario")


@pytest.mark.parametrize(
    ("offender", "event"),
    [
        ("open_a_file", "open"),
        ("list_a_folder", "os."),
        ("open_a_socket", "socket.__new__"),
        ("start_a_process", "subprocess.Popen"),
        pytest.param("start_a_thread", "_thread.start_", marks=SEES_THREADS),
        ("import_what_reads", "open"),
    ],
)
def test_an_offender_is_caught(offender: str, event: str) -> None:
    events = what_it_does(f"tests.purity.offenders:{offender}")
    assert any(seen.startswith(event) for seen in events), events


@pytest.mark.parametrize("innocent", ["do_nothing", "import_late"])
def test_an_innocent_is_left_alone(innocent: str) -> None:
    assert [] == what_it_does(f"tests.purity.offenders:{innocent}")


def test_a_broken_scenario_is_no_silence() -> None:
    with pytest.raises(RuntimeError, match="failed by itself"):
        what_it_does("tests.purity.offenders:no_such_function")
