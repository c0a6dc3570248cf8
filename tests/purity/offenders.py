"""What a pure library must not do, one function each; the watcher must see them all."""

from __future__ import annotations

import importlib
import socket
import subprocess
import sys
import threading
from pathlib import Path


def open_a_file() -> None:
    """Read a file that is surely there."""
    Path(__file__).read_bytes()


def list_a_folder() -> None:
    """Look around."""
    list(Path().iterdir())


def open_a_socket() -> None:
    """Make a socket; connect to nothing."""
    socket.socket().close()


def start_a_process() -> None:
    """Start an interpreter that does nothing."""
    subprocess.run([sys.executable, "-c", ""], check=True)


def start_a_thread() -> None:
    """Start a thread that does nothing."""
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def import_what_reads() -> None:
    """Import a module that reads a file while it is imported."""
    importlib.import_module("tests.purity.reads_at_import")


def import_late() -> None:
    """Import a plain module for the first time: no offence, files of code are no facts."""
    if "colorsys" in sys.modules:
        message = "colorsys was imported before; choose a module that nobody imports."
        raise RuntimeError(message)
    importlib.import_module("colorsys")


def do_nothing() -> None:
    """Only reckon."""
    sum(range(10))
