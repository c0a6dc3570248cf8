"""The report of the day: tables once, written as Markdown and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from examples.payout_run.figures import Figures
from fenxiao import format_amount

__all__ = ["Section", "sections", "to_html", "to_markdown"]

STATES = ("paid", "failed", "returned", "unknown")
STYLE = """\
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}
h1{font-size:1.5rem;margin-bottom:.25rem}
h2{font-size:1.1rem;margin:2rem 0 .5rem;border-top:1px solid #ccc;padding-top:.75rem}
p{margin:.35rem 0;max-width:48rem}
table{border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .75rem;border-bottom:1px solid #e5e5e5;text-align:left;vertical-align:top}
th{background:#f5f5f5;font-weight:600}
.n{text-align:right;white-space:nowrap}
code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
"""


class Section(NamedTuple):
    """A part of the report: a title, sentences, and a table, which may be empty.

    A column whose title ends with a blank is of numbers.
    """

    title: str
    sentences: tuple[str, ...]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def sections(found: Figures) -> Iterator[Section]:
    """Yield the report, part by part."""
    yield _summary(found)
    yield _approvals(found)
    yield _rails(found)
    yield _answers(found)
    yield _lines(found)
    yield _axes(found)
    yield _bridges(found)
    yield _open(found)
    yield _speed(found)


def _summary(found: Figures) -> Section:
    seconds = sum(one["milliseconds"] for one in found["stages"][1:]) / 1_000
    sums = ", ".join(_money(total, code) for code, total in _totals(found).items())
    clean = not any(found["trial_sums_minor"]) and not found["findings"].get("daily.bank_differs")
    books = (
        "Books and statements agree to the unit; what lies between them has a name."
        if clean
        else "Books and statements DIFFER by what has no name: WRONG."
    )
    return Section(
        f"{found['promoters']:,} promoters paid",
        (
            (
                f"{found['promoters']:,} promoters of {found['payers']} payers ask for their money;"
                f" {sums} leave over {len(found['rails'])} rails."
            ),
            books,
            (
                f"From the first withdrawal to the last answer posted it takes {_paying(found):.1f}"
                f" seconds of one processor; with statements and checks, {seconds:.1f}."
            ),
            (
                "The people, banks and services are made up; the events, files, answers and"
                " statements are what the library takes and gives."
            ),
        ),
    )


def _approvals(found: Figures) -> Section:
    rows = tuple(
        (
            one["payer_id"],
            f"{one['count']:,}",
            _money(one["total_minor"], one["currency"]),
            one["maker_id"],
            ", ".join(one["checkers"]),
            f"`{one['digest'][:16]}…`",
        )
        for one in found["approvals"]
    )
    told = (
        f"{found['automatic']:,} small withdrawals were approved by the policy alone.",
        (
            "The rest waits for finance: one sitting, one batch a payer; whoever approves names"
            " count, total and digest of exactly what leaves."
        ),
    )
    head = ("payer", "instructions ", "total ", "proposed by", "approved by", "digest")
    return Section("Approval", told, head, rows)


def _rails(found: Figures) -> Section:
    rows = tuple(
        (
            one["title"],
            f"{one['requests']:,}",
            f"{one['bytes']:,}",
            f"{one['instructions']:,}",
            _money(one["total_minor"], one["currency"]),
            *(f"{one['states'].get(state, 0):,}" for state in STATES),
        )
        for one in found["rails"]
    )
    head = ("rail", "requests ", "bytes ", "instructions ", "total ")
    told = ("Each instruction is sent once, under a key of its own.",)
    return Section("Rails", told, (*head, *(f"{state} " for state in STATES)), rows)


def _answers(found: Figures) -> Section:
    told = sum(found["messages"].values())
    replayed = found["answers"].get("replayed", 0)
    refused = sum(found["refusals"].values())
    titles = {one["rail"]: one["title"] for one in found["rails"]}
    rows = tuple((title, f"{found['messages'].get(rail, 0):,}") for rail, title in titles.items())
    return Section(
        "Answers",
        (
            (
                f"{told:,} messages come in disorder, some of them twice: {replayed:,} answers were"
                f" known already and changed nothing, {refused:,} were refused."
            ),
            "What was lost on the way is unknown, and stays so until the rail says more.",
        ),
        ("rail", "messages "),
        rows,
    )


def _lines(found: Figures) -> Section:
    names = sorted({*found["first_lines"], *found["last_lines"]})
    rows = tuple(
        (
            one,
            f"{found['first_lines'].get(one, 0):,}",
            f"{found['last_lines'].get(one, 0):,}",
        )
        for one in names
    )
    return Section(
        "Statement lines",
        (
            (
                f"All {found['lines']:,} lines have a verdict. A bank books a file as one debit,"
                " and what failed in it as one credit a day later."
            ),
            *(f"Explained by two persons: {one}." for one in found["explained"]),
        ),
        ("verdict", "first statement ", "two days later "),
        rows,
    )


def _axes(found: Figures) -> Section:
    rows = tuple((*name.split(": "), f"{count:,}") for name, count in found["instructions"].items())
    told = ("Where each instruction stands on both axes: by the rail's word, by the statements.",)
    return Section("Instructions", told, ("rail says", "statement says", "instructions "), rows)


def _bridges(found: Figures) -> Section:
    rows: list[tuple[str, ...]] = []
    for one in found["bridges"]:
        code = one["currency"]
        rows.append((one["payer_id"], "the books say", "", _money(one["books_minor"], code)))
        rows += [
            ("", f"`{reason}`", f"{count:,}", _money(minor, code))
            for reason, count, minor in one["items"]
        ]
        rows.append(("", "the statements say", "", _money(one["statement_minor"], code)))
    fees = ", ".join(_money(minor, code) for code, minor in found["fees_minor"].items())
    charges = ", ".join(_money(minor, code) for code, minor in found["charges_minor"].items())
    told = (
        (
            f"Fees of withdrawals, an income: {fees or 'none'}. Charges of banks, an expense:"
            f" {charges or 'none'}."
        ),
    )
    head = ("payer", "", "subjects ", "amount ")
    return Section("From the books to the statements", told, head, tuple(rows))


def _open(found: Figures) -> Section:
    rows = tuple(
        (
            f"`{one['kind']}`",
            f"`{one['instruction_id']}`",
            _money(one["got_minor"], one["currency"]),
        )
        for one in found["open_breaks"]
    )
    todo = dict.fromkeys(one["todo"] for one in found["open_breaks"])
    findings = ", ".join(f"{count:,} × `{code}`" for code, count in found["findings"].items())
    told = (
        f"The daily checks found: {findings or 'nothing'}.",
        *(f"What to do: {one}" for one in todo),
    )
    return Section("What is left for a person", told, ("break", "instruction", "amount "), rows)


def _speed(found: Figures) -> Section:
    rows = tuple(
        (
            one["name"],
            f"{one['count']:,} {one['what']}",
            f"{one['milliseconds'] / 1_000:.2f} s",
        )
        for one in found["stages"]
    )
    told = ("Time of one processor, on the machine of this run.",)
    return Section("Speed", told, ("part", "how much ", "time "), rows)


def _paying(found: Figures) -> float:
    """Return the time of the paying itself: balances were there before it."""
    names = [one["name"] for one in found["stages"]]
    until = names.index("first statement")
    return sum(one["milliseconds"] for one in found["stages"][1:until]) / 1_000


def _totals(found: Figures) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in found["rails"]:
        sums[one["currency"]] = sums.get(one["currency"], 0) + one["total_minor"]
    return sums


def _money(amount_minor: int, code: str) -> str:
    return f"{format_amount(amount_minor, code, grouping=True)} {code}"


# ---------------------------------------------------------------- writing


def to_markdown(parts: Sequence[Section]) -> str:
    """Return the report as Markdown."""
    pieces: list[str] = []
    for number, one in enumerate(parts):
        pieces += [f"{'#' if number == 0 else '##'} {one.title}", "\n\n".join(one.sentences)]
        if one.rows:
            rules = ("---:" if title.endswith(" ") else "---" for title in one.head)
            lines = (map(str.strip, one.head), rules, *one.rows)
            pieces.append("\n".join("| " + " | ".join(line) + " |" for line in lines))
    return "\n\n".join(pieces) + "\n"


def to_html(parts: Sequence[Section]) -> str:
    """Return the report as one page, without scripts and network."""
    title = escape(parts[0].title)
    pieces = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>",
    ]
    for number, one in enumerate(parts):
        level = 1 if number == 0 else 2
        pieces.append(f"<h{level}>{escape(one.title)}</h{level}>")
        pieces += (f"<p>{_marked(sentence)}</p>" for sentence in one.sentences)
        if one.rows:
            pieces.append(_table(one))
    return "\n".join((*pieces, "</body>\n</html>\n"))


def _table(one: Section) -> str:
    kinds = [' class="n"' if title.endswith(" ") else "" for title in one.head]
    head = "".join(
        f"<th{kind}>{escape(title.strip())}</th>"
        for kind, title in zip(kinds, one.head, strict=True)
    )
    rows = "\n".join(
        "<tr>"
        + "".join(f"<td{kind}>{_marked(cell)}</td>" for kind, cell in zip(kinds, row, strict=True))
        + "</tr>"
        for row in one.rows
    )
    return f"<table>\n<tr>{head}</tr>\n{rows}\n</table>"


def _marked(text: str) -> str:
    """Escape a text; what stands between backticks is code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{one}</code>" if at % 2 else one for at, one in enumerate(parts))
