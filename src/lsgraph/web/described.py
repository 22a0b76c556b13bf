"""What an operation may answer, told to FastAPI for the description of the API (OpenAPI Specification 3.1, 4.8.16)."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from lsgraph.web.problems import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]

ASKED = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
"""The problems of whatever asks the engine: over a limit, too busy, too late."""


def answers(media_types: Iterable[str], *problems: HTTPStatus, page: str = "") -> Responses:
    """Return the responses of an operation.

    Args:
        media_types: those of a whole answer, without parameters.
        problems: the statuses of the problems it may have (RFC 9457).
        page: to which page a browser is sent, in words; empty where it is sent to none.
    """
    whole: Responses = {200: {"description": "The answer.", "content": {media_type: {} for media_type in media_types}}}
    sent: Responses = {303: {"description": page}} if page else {}
    schema = {MEDIA_TYPE: {"schema": {"type": "object"}}}
    return whole | sent | {status.value: {"description": status.phrase, "content": schema} for status in problems}
