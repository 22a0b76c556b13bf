"""Whether the server is well, for whoever watches it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from lsgraph.engine.base import Limits, Query, ResultForm
from lsgraph.errors import EngineError
from lsgraph.web.site import Site, SiteDependency

router = APIRouter()
PATIENCE_S = 5.0


@router.head("/health", include_in_schema=False)
@router.get("/health", summary="Whether the server is well, and which release it serves")
async def health(site: SiteDependency) -> JSONResponse:
    """Say which release is served and whether the engine answers; 503 where it does not."""
    is_answering = await _is_answering(site)
    told = {
        "status": "ok" if is_answering else "unavailable",
        "release": site.manifest.name,
        "is_checked": site.manifest.is_checked,
        "quads": site.manifest.quads,
        "triples": site.manifest.triples,
        "graphs": site.manifest.graphs,
        "workers": site.settings.workers,
        "engine": "answering" if is_answering else "not answering",
    }
    return JSONResponse(told, 200 if is_answering else 503, {"Cache-Control": "no-store"})


async def _is_answering(site: Site) -> bool:
    asked = Query("ASK {}", {ResultForm.BOOLEAN: "application/sparql-results+json"}, limits=Limits(PATIENCE_S, 10_000))
    try:
        async with await site.engine.query(asked) as answer:
            return b"".join([chunk async for chunk in answer]) != b""
    except EngineError:
        return False
