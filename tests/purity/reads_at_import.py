"""Reads a file while it is imported, to be caught at it."""

from __future__ import annotations

from pathlib import Path

TEXT = Path(__file__).read_bytes()
