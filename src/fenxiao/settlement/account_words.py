"""Words of account maps (科目对照用语): what each field is called and what it says.

Source: docs/vouchers.md.
"""

from __future__ import annotations

from fenxiao.ledger.account_map import AUXILIARIES
from fenxiao.rules.plan_words import Word

__all__ = ["ACCOUNT_FIELDS", "ACCOUNT_KINDS", "account_word"]

_KINDS = ", ".join(f"`{kind}` {told}" for kind, told in AUXILIARIES.items())

ACCOUNT_KINDS: dict[str, Word] = {
    "AccountMap": Word(
        "Account map",
        "科目对照",
        "How the journal becomes vouchers of your accounting software.",
        "账簿怎样成为财务软件的凭证。",
    ),
    "AccountCode": Word(
        "Account's code",
        "科目行",
        "One of our accounts as your software calls it.",
        "我们的一个科目在财务软件里的编码。",
    ),
    "Auxiliary": Word(
        "Auxiliary",
        "辅助核算",
        "What is told beside an account's code.",
        "科目编码之外还要列示什么。",
    ),
}
"""What each class of an account map is, by its name."""

ACCOUNT_FIELDS: dict[str, dict[str, Word]] = {
    "AccountMap": {
        "currency": Word(
            "Currency",
            "币种",
            "Of the vouchers, as an ISO code; an entry in another currency is refused, since it"
            " needs a map of its own.",
            "凭证的币种，ISO 代码；其他币种的分录会被拒绝，因为那需要另一份对照。",
        ),
        "accounts": Word(
            "Accounts",
            "科目",
            "A row for every account of the chart, and rows for single parties.",
            "科目表的每个科目一行，也可以有单个往来方的行。",
        ),
        "currency_code": Word(
            "Currency's code",
            "币别代码",
            "What the software calls the currency, as `RMB`; else its ISO code.",
            "财务软件里币种的代码，如 `RMB`；不写则用 ISO 代码。",
        ),
        "currency_title": Word(
            "Currency's name",
            "币别名称",
            "The currency's name there, as `人民币`; else its code.",
            "财务软件里币种的名称，如 `人民币`；不写则用代码。",
        ),
        "word": Word(
            "Kind of voucher",
            "凭证字",
            "Stands before the number of each voucher.",
            "每张凭证号前面的字。",
        ),
        "grouping": Word(
            "Grouping",
            "汇总方式",
            "`day`: one voucher by day and template; `entry`: one for each entry.",
            "`day`：每天每种模板一张（按日汇总）；`entry`：每笔分录一张。",
        ),
        "most_legs": Word(
            "Most lines",
            "最多行数",
            "The most lines of one voucher; a day that has more is several vouchers.",
            "一张凭证最多的行数；一天超过的，分为几张。",
        ),
        "utc_offset_minutes": Word(
            "Clock",
            "时钟",
            "How many minutes the clock of the books is ahead of UTC; 480 is Beijing.",
            "账簿的时钟比 UTC 快多少分钟；480 即北京时间。",
        ),
        "preparer": Word(
            "Preparer",
            "制单人",
            "Who is named as having made the vouchers.",
            "凭证上写明的制单人。",
        ),
    },
    "AccountCode": {
        "account": Word("Account", "我们的科目", "Our account, by its name.", "我们的科目名。"),
        "code": Word("Code", "科目编码", "Your code of it.", "你们的科目编码。"),
        "title": Word("Title", "科目名称", "Your name of it.", "你们的科目名称。"),
        "party_id": Word(
            "Party",
            "往来方",
            "This row is for one party only, as a large supplier or one means of payment; others"
            " have the row without it.",
            "本行只用于一个往来方，如某个大供应商或某种支付方式；其他往来方用没有它的那一行。",
        ),
        "auxiliaries": Word(
            "Auxiliaries",
            "辅助核算",
            "What is told beside the code, each kind once.",
            "科目编码之外列示的，每种一次。",
        ),
    },
    "Auxiliary": {
        "kind": Word("Kind", "类别", f"{_KINDS}.", f"{_KINDS}。"),
        "code": Word(
            "Code",
            "编码",
            "The same in every voucher; without it, the party's.",
            "每张凭证都相同；不写则为往来方的编码。",
        ),
        "title": Word("Title", "名称", "What goes with the code.", "与编码一起的名称。"),
    },
}
"""What each field says, by the class that declares it."""


def account_word(kind: type, name: str) -> Word | None:
    """Return the words of a field of an account map, or of a class of it for an empty name."""
    if not name:
        return ACCOUNT_KINDS.get(kind.__name__)
    return ACCOUNT_FIELDS.get(kind.__name__, {}).get(name)
