"""The manifest is read strictly: what is not one is told, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.errors import ReleaseError
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest, read_manifest

MANIFEST = Manifest(
    name="0123456789abcdef0123",
    recipe="1",
    base_iri="https://example.org/kg/",
    title={"en": "The valley"},
    description={},
    licence_iri="",
    is_checked=True,
    sources={"lsgraph.toml": "00"},
    quads=3,
    triples=2,
    graphs=1,
)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    release = Release(tmp_path)
    release.manifest.write_text(MANIFEST.model_dump_json())
    assert read_manifest(release) == MANIFEST


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", MANIFEST.model_dump_json()[:-1], MANIFEST.model_dump_json()[:-1] + ',"x":1}']
)
def test_what_is_none_is_told(tmp_path: Path, content: str) -> None:
    release = Release(tmp_path)
    release.manifest.write_text(content)
    with pytest.raises(ReleaseError, match=r"is not a release that can be served .* Publish again\."):
        read_manifest(release)


def test_a_missing_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="No such file"):
        read_manifest(Release(tmp_path))
