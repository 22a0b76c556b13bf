"""The manifest: what a release is made of. It holds no time and no path, so that the same sources give the same bytes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lsgraph.errors import ReleaseError
from lsgraph.release.layout import MANIFEST, Release


class Manifest(BaseModel):
    """What `manifest.json` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="the release's name: the digest of `sources` and `recipe`")
    recipe: str = Field(description="version of the way a release is made from its sources")
    base_iri: str = Field(description="the namespace of the workspace's own IRIs")
    title: dict[str, str] = Field(description="the workspace's title by language")
    description: dict[str, str] = Field(description="one sentence about it by language")
    licence_iri: str = Field(description="the licence of the data")
    is_checked: bool = Field(description="whether the gate was passed; false for what `lsgraph load --unchecked` made")
    sources: dict[str, str] = Field(description="path in the workspace -> SHA-256 of its canonical content")
    quads: int = Field(description="statements in named graphs, each counted where it stands")
    triples: int = Field(description="different triples in the default graph")
    graphs: int = Field(description="named graphs")


def read_manifest(release: Release) -> Manifest:
    """Read a release's manifest.

    Raises:
        ReleaseError: it is missing or not what a manifest must be.
    """
    try:
        return Manifest.model_validate_json(release.manifest.read_bytes())
    except OSError as error:
        reason = error.strerror
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
    raise ReleaseError(f"{release.path} is not a release that can be served ({MANIFEST}: {reason}). Publish again.")
