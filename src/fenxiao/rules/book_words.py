"""Words of kept books (账簿用语): what each field of a policy's books is called and what it says.

Source: docs/policy.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["BOOK_FIELDS", "BOOK_KINDS"]

BOOK_KINDS: dict[str, Word] = {
    "BooksPolicy": Word(
        "Books",
        "账簿",
        "Whose books are sealed, and their accounting periods.",
        "哪些主体的账簿要封账，及其会计期间。",
    ),
    "Period": Word(
        "Accounting period",
        "会计期间",
        "A name, and from when until when.",
        "名称与起止时刻。",
    ),
}
"""What each class is."""

BOOK_FIELDS: dict[str, dict[str, Word]] = {
    "BooksPolicy": {
        "periods": Word(
            "Periods",
            "会计期间",
            "Past, present and coming ones; each begins where the one before ends.",
            "过去、现在与将来的期间；前后相接，不留空隙。",
        ),
        "payers": Word(
            "Payers", "付款主体", "Whose books; left out, everybody's.", "哪些主体；不写则全部。"
        ),
    },
    "Period": {
        "period_id": Word("Name", "名称", "Its name, such as 2024-06.", "名称，如 2024-06。"),
        "starts_at": Word("Starts", "开始时刻", "Its first instant.", "期间的第一个时刻。"),
        "ends_at": Word(
            "Ends", "结束时刻", "The first instant after it.", "期间之后的第一个时刻。"
        ),
    },
}
"""What each field says, by its class."""
