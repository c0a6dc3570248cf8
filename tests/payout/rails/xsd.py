"""The published schemas of ISO 20022 messages, as packages ship them; nothing is copied here."""

from __future__ import annotations

from functools import cache

from lxml import etree

from tests.payout.rails.vendors import read

__all__ = ["faults"]

FILES = {
    "pain.001.001.03": ("sepaxml", "sepaxml/schemas"),
    "pain.001.001.09": ("sepaxml", "sepaxml/schemas"),
    "pain.002.001.03": ("pain001", "pain001/pain002/schemas"),
    "pain.002.001.12": ("pain001", "pain001/pain002/schemas"),
    "camt.054.001.02": ("camt053", "camt053/xsd"),
    "camt.054.001.08": ("camt053", "camt053/xsd"),
}


@cache
def _schema(message: str) -> etree.XMLSchema:
    package, folder = FILES[message]
    return etree.XMLSchema(etree.fromstring(read(package, f"{folder}/{message}.xsd")))


def faults(body: bytes, message: str) -> list[str]:
    """Return what the schema of a message finds wrong; none if it is valid."""
    schema = _schema(message)
    schema.validate(etree.fromstring(body))
    return [str(one.message) for one in schema.error_log]
