"""`lsgraph ask`: a saved question in the terminal, asked of the release being served, without a server."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lsgraph.cli.console import user_language
from lsgraph.cli.options import Releases, open_workspace
from lsgraph.cli.releases import release_named
from lsgraph.cli.tables import told_catalogue, told_evidence, told_question, told_table
from lsgraph.engine.base import Engine, Limits
from lsgraph.engine.local import LocalEngine
from lsgraph.errors import ParameterError, QuestionError, ReleaseError
from lsgraph.questions.answer import Answer, answer
from lsgraph.questions.catalogue import Question, read_catalogue
from lsgraph.questions.choices import Option, choices, meant, require_known
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest, read_manifest
from lsgraph.release.pointer import current_release
from lsgraph.settings import Settings, load_settings
from lsgraph.web.answers import About, answer_csv, answer_json

CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True}
"""The options of `lsgraph ask` are those of the question too, which only its header knows."""


class Format(StrEnum):
    """What an answer is written as."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def ask_question(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The question; without it, all are listed.")] = None,
    output: Annotated[Format, typer.Option("--format", help="What the answer is written as.")] = Format.TABLE,
    lang: Annotated[str | None, typer.Option("--lang", help="Language, it or en; without it, that of the locale.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Tell below a table who says so, row by row.")] = False,  # noqa: FBT002
    release: Annotated[
        str | None, typer.Option("--release", help="Ask this release; the beginning of its name will do.")
    ] = None,
    releases: Releases = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", help="Folder of the workspace.")] = None,
    is_help: Annotated[bool, typer.Option("--help", help="Show this, or with NAME the question's parameters.")] = False,  # noqa: FBT002
) -> None:
    """Ask a saved question; its parameters are options: lsgraph ask NAME --PARAMETER VALUE."""
    if is_help and name is None:
        typer.echo(context.get_help())
        return
    root = open_workspace(workspace).root
    settings = load_settings(root, releases_dir=releases)
    chosen = _release(settings.releases(root), release)
    catalogue = read_catalogue(chosen.queries)
    language = user_language(lang)
    if name is None:
        told_catalogue(catalogue, language)
        return
    question = catalogue.question(name)
    asking = _Asking(question, language, read_manifest(chosen), settings)
    if is_help:
        told_question(question, language, asyncio.run(asking.offered(chosen)))
        return
    values = _values(context.args)
    about, found = asyncio.run(asking.ask(chosen, values))
    match output:
        case Format.CSV:
            sys.stdout.write(answer_csv(found))
        case Format.JSON:
            typer.echo(json.dumps(answer_json(about, found), ensure_ascii=False, indent=2))
        case Format.TABLE:
            told_table(about, found)
            if evidence:
                told_evidence(about, found)


class _Asking:
    """A question to be asked of a release."""

    def __init__(self, question: Question, language: str, manifest: Manifest, settings: Settings) -> None:
        self.question = question
        self.language = language
        self.manifest = manifest
        self.limits = Limits(settings.query_timeout_s, settings.result_limit_bytes, settings.result_limit_rows)

    async def ask(self, release: Release, values: dict[str, str]) -> tuple[About, Answer]:
        """Ask it.

        Raises:
            QuestionError: a value that a parameter does not take; the message names the parameter.
            EngineError: there was no answer.
        """
        engine = _engine(release)
        try:
            self.question.bound(dict.fromkeys(values, ""))
            await engine.start()
            said = {name: await self._meant(engine, name, value) for name, value in values.items()}
            await require_known(engine, self.question, said, self.limits)
            found = await answer(
                engine,
                self.question,
                said,
                base_iri=self.manifest.base_iri,
                language=self.language,
                limits=self.limits,
            )
        except ParameterError as error:
            raise QuestionError(f"--{error.parameter}: {error}") from None
        finally:
            await engine.close()
        return About(self.question, said, self.language, self.manifest), found

    async def offered(self, release: Release) -> dict[str, tuple[Option, ...]]:
        """Return what its parameters offer, by name."""
        engine = _engine(release)
        try:
            await engine.start()
            known = self.question.header.parameters
            return {parameter.name: await choices(engine, parameter, self.language, self.limits) for parameter in known}
        finally:
            await engine.close()

    async def _meant(self, engine: Engine, name: str, value: str) -> str:
        parameter = self.question.parameter(name)
        return await meant(engine, parameter, value, self.language, self.limits) if parameter and value else value


def _release(folder: Path, name: str | None) -> Release:
    if name is not None:
        return release_named(folder, name)
    release = current_release(folder)
    if release is None:
        raise ReleaseError(f"No release is being served in {folder}. Publish one: lsgraph publish.")
    return release


def _engine(release: Release) -> LocalEngine:
    """Return an engine for one question: a single worker, reading from disk, so that it is there at once."""
    return LocalEngine(release.store, workers=1, queue_limit=1, long_workers=1, memory_store_bytes=0)


def _values(words: Sequence[str]) -> dict[str, str]:
    """Return the parameters among the words of the command line: `--name value` or `--name=value`.

    Raises:
        QuestionError: a word that is no option, one without a value, or one that is said twice.
    """
    values: dict[str, str] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise QuestionError(f"{word!r} belongs to no option. Put a value of several words between quotation marks.")
        if not equals:
            if not left:
                raise QuestionError(f"--{name}: The value is missing.")
            value = left.pop(0)
        if name in values:
            raise QuestionError(f"--{name}: This is said more than once; say it once.")
        values[name] = value
    return values
