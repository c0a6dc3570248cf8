"""What no file may name: paths of one machine, hosts of package registries.

Written in pieces, so that this file does not name them either.
"""

from __future__ import annotations

_FOLDERS = ["wo|rk", "tm|p", "ro|ot", "op|t", "ho|me", "Use|rs", "mn|t"]
_HOSTS = [
    r"py|pi\.(?:org|python\.org)",
    r"python|hosted\.org",
    r"ana|conda\.(?:org|com)",
    r"registry\.np|mjs\.org",
    r"crates\.i|o",
    r"proxy\.gol|ang\.org",
    r"mirrors\.ali|yun\.com",
    r"tuna\.tsing|hua",
    r"arti|factory",
]


def _join(pieces: list[str]) -> str:
    return "|".join(piece.replace("|", "", 1) for piece in pieces)


WORDS = {
    "a path of one machine": r"(?<![\w.~\-})\]/<])/(?:" + _join(_FOLDERS) + r")(?![\w-])",
    "a package registry's host": r"(?<![\w-])(?:[\w-]+\.)*(?:" + _join(_HOSTS) + ")",
}
