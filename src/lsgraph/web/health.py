"""Whether the server is well, for whoever watches it: `/health`, `/ready` and `/metrics`, none of which may be kept."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client.exposition import choose_encoder
from starlette.exceptions import HTTPException

from lsgraph.engine.base import Engine, Limits, Query, ResultForm
from lsgraph.errors import EngineError
from lsgraph.web.live import LiveDependency, LiveSite
from lsgraph.web.site import Site, SiteDependency

router = APIRouter()
PATIENCE_S = 2.0
PROOF_S = 1.0
"""How long a proof of life holds: whoever asks more often costs no more queries."""
NOT_KEPT = {"Cache-Control": "no-store"}


@router.head("/health", include_in_schema=False)
@router.get("/health", summary="Whether the server is well, and which release it serves")
async def health(live: LiveDependency, site: SiteDependency) -> JSONResponse:
    """Say which release is served, how the engine is doing, and what could not be served; 503 where nobody answers."""
    is_answering = await _answers_now(site)
    manifest, status = site.manifest, site.engine.status
    told = {
        "status": "ok" if is_answering else "unavailable",
        "release": manifest.name,
        "is_checked": manifest.is_checked,
        "quads": manifest.quads,
        "triples": manifest.triples,
        "graphs": manifest.graphs,
        "engine": "answering" if is_answering else "not answering",
        "storage": status.storage,
        "walls": list(status.walls),
        "processes": status.processes,
        "busy": status.busy,
        "waiting": status.waiting,
        "lost": status.lost,
        "stopped": status.stopped,
        "failed_release": _failure(live),
    }
    return JSONResponse(told, 200 if is_answering else 503, NOT_KEPT)


@router.head("/ready", include_in_schema=False)
@router.get("/ready", summary="Whether requests should be sent here")
async def ready(live: LiveDependency, site: SiteDependency) -> JSONResponse:
    """Say whether requests should be sent here: 503 while nobody answers, and once the server is about to leave."""
    is_ready = not live.is_leaving and await _answers_now(site)
    return JSONResponse({"ready": is_ready}, 200 if is_ready else 503, NOT_KEPT)


@router.api_route("/metrics", methods=["GET", "HEAD"], include_in_schema=False)
async def metrics(request: Request, live: LiveDependency, site: SiteDependency) -> Response:
    """Return the metrics in the format asked for: Prometheus's own text, or OpenMetrics."""
    if not site.settings.metrics:
        raise HTTPException(404)
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(live.metrics.registry), headers={"Content-Type": content_type, **NOT_KEPT})


async def _answers_now(site: Site) -> bool:
    """Tell whether the engine answers. While queries wait it is not asked: it is loaded, and its own deadline watches it."""
    clock = asyncio.get_running_loop().time
    if site.engine.status.waiting or clock() < site.proven_until_s:
        return True
    if await _is_answered(site.engine):
        site.proven_until_s = clock() + PROOF_S
        return True
    return bool(site.engine.status.busy)


async def _is_answered(engine: Engine) -> bool:
    asked = Query("ASK {}", {ResultForm.BOOLEAN: "application/sparql-results+json"}, limits=Limits(PATIENCE_S, 10_000))
    try:
        async with await engine.query(asked) as answer:
            return b"".join([chunk async for chunk in answer]) != b""
    except EngineError:
        return False


def _failure(live: LiveSite) -> dict[str, str] | None:
    failure = live.failure
    if failure is None:
        return None
    return {"name": failure.release, "time": failure.time.isoformat(timespec="seconds"), "reason": failure.reason}
