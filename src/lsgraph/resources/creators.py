"""Who made the data: whom the passages' graphs name as their creators."""

from __future__ import annotations

from lsgraph.engine.base import Engine, rows
from lsgraph.resources.names import Name, iris_in, read_names

CREATORS = """
SELECT DISTINCT ?creator WHERE {
  ?graph a <https://w3id.org/lsgraph/ontology#PassageGraph> ; <http://purl.org/dc/terms/creator> ?creator
} LIMIT 100
"""


async def read_creators(engine: Engine, language: str) -> tuple[Name, ...]:
    """Ask who made the graphs of the passages, in alphabetical order."""
    found = iris_in(row["creator"] for row in await rows(engine, CREATORS))
    return tuple((await read_names(engine, found, language)).sorted(found))
