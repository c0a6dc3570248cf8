"""The service as people meet it: listening on a port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

import httpx
import uvicorn
from sqlalchemy import Engine

from examples.host_sqlalchemy.service import POLICY, Clock, create_app, now
from fenxiao import Policy

__all__ = ["serve"]

START_SECONDS = 20


@contextmanager
def serve(engine: Engine, policy: Policy = POLICY, clock: Clock = now) -> Iterator[httpx.Client]:
    """Yield a client of the service on a database whose tables are there."""
    app = create_app(engine, policy, clock)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    deadline = monotonic() + START_SECONDS
    while not server.started:
        assert thread.is_alive(), "the service ended before it listened"
        assert monotonic() < deadline, "the service does not start"
        sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
        yield client
    server.should_exit = True
    thread.join(START_SECONDS)
