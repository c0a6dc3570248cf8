"""The OpenAPI document: request bodies described by the library's own event classes."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from fenxiao import Event
from fenxiao.model.events import EVENTS

__all__ = ["describe", "takes"]

REFERENCE = "#/components/schemas/{model}"
NAMES = {kind: name for name, kind in EVENTS.items()}


def takes(kind: type[Event] | None = None, path: str = "") -> dict[str, Any]:
    """Describe the body of a request.

    Args:
        kind: The event that it tells; None for any, named by its ``type``.
        path: The field that the path of the request gives, if any.
    """
    if kind is not None:
        schema = _schema(kind)
        for name in ("type", path):
            schema["properties"].pop(name, None)
        schema["required"] = [
            name for name in schema["required"] if name not in {"type", "at", path}
        ]
    else:
        schema = {
            "oneOf": [{"$ref": REFERENCE.format(model=one.__name__)} for one in EVENTS.values()],
            "discriminator": {
                "propertyName": "type",
                "mapping": {
                    name: REFERENCE.format(model=one.__name__) for name, one in EVENTS.items()
                },
            },
        }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def describe(app: FastAPI) -> None:
    """Make the app's document, with the schemas that request bodies refer to."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            for kind in EVENTS.values():
                whole = TypeAdapter(kind).json_schema(ref_template=REFERENCE)
                made["components"]["schemas"] |= whole.get("$defs", {})
                made["components"]["schemas"][kind.__name__] = _schema(kind)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # how FastAPI documents it


def _schema(kind: type[Event]) -> dict[str, Any]:
    """Return the schema of an event with its ``type``; ``at`` may be left out."""
    schema = TypeAdapter(kind).json_schema(ref_template=REFERENCE)
    schema.pop("$defs", None)
    schema["properties"] = {"type": {"const": NAMES[kind]}, **schema["properties"]}
    schema["required"] = ["type", *(name for name in schema["required"] if name != "at")]
    return schema
