"""Forms (书写形式): how a rate and a rule are written in a file, for the JSON border.

pydantic finds these on the annotations of plans and asks them; it is imported only then,
so that plans made in Python need no part of it.

Source: docs/rules/plan.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["ByKind", "NotInFiles", "Rate"]

_MOST_PPM = 1_000_000
_PERCENT = r"^(100(\.0{1,4})?|[1-9]?[0-9](\.[0-9]{1,4})?)%$"


class RateForm:
    """A rate: ppm, or a text with a percent sign; the rule's own constructor checks it."""

    def __get_pydantic_core_schema__(self, _: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let anything pass to the constructor, whose errors say more."""
        from pydantic_core import core_schema  # noqa: PLC0415  # only the border needs it

        del handler
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(  # pydantic's name
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both ways to write a rate."""
        del handler
        return {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": _MOST_PPM},
                {"type": "string", "pattern": _PERCENT, "examples": ["5.5%"]},
            ]
        }


Rate = Annotated[int, RateForm()]
"""A rate in ppm; in files also a text with a percent sign."""


class ByKind:
    """A rule: its ``kind`` says which."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Choose the class by the field ``kind``."""
        from pydantic import Discriminator  # noqa: PLC0415  # only the border needs it

        return Discriminator("kind").__get_pydantic_core_schema__(source, handler)


class NotInFiles:
    """A field that only Python can give: objects of the host's own."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Take nothing but an empty list from a file, and what its reader was given instead."""
        from pydantic_core import core_schema  # noqa: PLC0415  # only the border needs it

        del source, handler
        return core_schema.with_info_after_validator_function(
            lambda nothing, found: found.context or nothing,
            core_schema.tuple_schema([], strict=False),
        )
