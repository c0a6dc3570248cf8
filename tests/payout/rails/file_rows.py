"""What a row of tests/data/rails/limits.json changes of a good file for a bank."""

from __future__ import annotations

from fenxiao.payout.rails import pain001
from fenxiao.payout.rails.bank_file import Batch, render, validate, validate_values
from fenxiao.payout.rails.bank_profiles import PROFILES
from fenxiao.payout.rails.form import Problem
from fenxiao.payout.rails.iso_values import validate_values as validate_iso
from tests.payout.rails import bank_samples, iso_samples
from tests.payout.rails.samples import ONE

__all__ = ["bank_file", "credit_transfer"]

Problems = tuple[Problem, ...]


def _of_bytes(count: int) -> str:
    """Return a text of so many bytes in GB18030, of as few characters as can be."""
    return "𠮷" * (count // 4) + "a" * (count % 4)


def bank_file(what: str, value: int) -> Problems:
    """Return what is wrong with a file of a profile: ``framed note_bytes`` and so on."""
    name, _, figure = what.partition(" ")
    profile, limits, row = PROFILES[name], bank_samples.FIGURES[name], bank_samples.ROW
    batch = bank_samples.BATCH._replace(rows=(row,))
    stem, _, unit = figure.rpartition("_")
    if figure == "items":
        payouts = [ONE._replace(instruction_id=f"I{n}", key=f"K{n}") for n in range(value)]
        rows = tuple(row._replace(payout=one) for one in payouts)
        return validate(batch._replace(rows=rows), profile, limits)
    if unit == "minor":
        rows = (row._replace(payout=ONE._replace(amount_minor=value)),)
        return validate(batch._replace(rows=rows), profile, limits)
    if stem == "note":
        length = value if name == "framed" else value - len(f" {ONE.key}")
        note = _of_bytes(length) if unit == "bytes" else "a" * length
        return validate(batch._replace(rows=(row._replace(note=note),)), profile, limits)
    token = {"name": "t-name", "bank": "t-bank", "account": "t-payee"}[stem]
    text = _of_bytes(value) if unit == "bytes" else "a" * value
    sent = render(Batch(batch.rows, batch.payer_token, batch.day), profile, limits)
    return validate_values(sent, {**bank_samples.VALUES, token: text}, profile, limits)


def credit_transfer(what: str, value: int) -> Problems:
    """Return what is wrong with a message of a scheme: ``sepa note_characters`` and so on."""
    scheme, _, figure = what.partition(" ")
    message = iso_samples.MESSAGE if scheme == "sepa" else iso_samples.PLAIN
    limits = iso_samples.SEPA if scheme == "sepa" else iso_samples.STANDARD
    one = message.payments[0]
    if figure in {"name_characters", "account_characters"}:
        token = "t-name" if figure == "name_characters" else "t-payee"
        sent = pain001.render(message, limits)
        return validate_iso(sent, {**iso_samples.SEPA_VALUES, token: "a" * value}, scheme, limits)
    if figure == "items":
        payouts = [one.payout._replace(instruction_id=f"I{n}", key=f"K{n}") for n in range(value)]
        payments = tuple(one._replace(payout=each) for each in payouts)
        return pain001.validate(message._replace(payments=payments), {**limits, "items": 3})
    if figure in {"sum_digits", "amount"}:
        amount_minor = value if figure == "amount" else 10 ** (value - 1)
        payout = one.payout._replace(amount_minor=amount_minor)
        free = {**limits, "single_high_minor": 10**20} if figure == "sum_digits" else limits
        return pain001.validate(message._replace(payments=(one._replace(payout=payout),)), free)
    changed = message._replace(payments=(one._replace(note="a" * value),))
    return pain001.validate(changed, limits)
