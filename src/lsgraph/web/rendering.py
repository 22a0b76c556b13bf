"""Pages from templates: every text escaped, every message in the reader's language, no link but to the web or within the site.

The graph's texts are strangers': markup in them is shown, not obeyed; `<bdi>` keeps right-to-left marks from turning the page
around them; an IRI becomes a link only where it is http(s).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from pyoxigraph import Literal

from lsgraph.release.manifest import Manifest
from lsgraph.resources.links import Links
from lsgraph.resources.names import Name
from lsgraph.resources.times import Time
from lsgraph.web.language import LANGUAGES, Language
from lsgraph.web.representations import GRAPH_FORMATS
from lsgraph.web.wording import is_number, speaker_words, time_words, value_words

STATIC = Path(__file__).parent / "static"


class Renderer:
    """Makes the pages of one release, in every language.

    Args:
        manifest: what is being served.
        languages: the languages, by code.
    """

    def __init__(self, manifest: Manifest, languages: dict[str, Language]) -> None:
        self._manifest = manifest
        self._links = Links(manifest.base_iri)
        self._environments = {code: self._environment(language) for code, language in languages.items()}

    def page(self, template: str, language: str, **context: Any) -> str:  # noqa: ANN401 - what a template takes
        """Return a page as HTML.

        Args:
            template: the file in `templates/`.
            language: the reader's.
            context: what the template shows; `path` is the page's own path below the language.
        """
        return self._environments[language].get_template(template).render(**context)

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=PackageLoader("lsgraph.web"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            extensions=["jinja2.ext.i18n"],
            undefined=StrictUndefined,
            auto_reload=False,  # a server goes on as it began while its files are replaced
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            language.gettext, language.ngettext, newstyle=True
        )
        environment.globals |= {
            "language": language,
            "languages": LANGUAGES,
            "manifest": self._manifest,
            "site_title": self._manifest.title.get(language.code) or self._manifest.title.get("en", "LSGraph"),
            "site_description": self._manifest.description.get(language.code) or self._manifest.description.get("en", ""),
            "formats": GRAPH_FORMATS,
            "style_version": hashlib.sha256((STATIC / "style.css").read_bytes()).hexdigest()[:12],
            "link": lambda iri: self._links.page(iri, language.code),
            "data": self._links.data,
            "is_name": lambda shown: isinstance(shown, Name),
            "is_number": is_number,
        }
        environment.filters |= {
            "literal": lambda literal: literal_markup(literal, language),
            "name": lambda name: name_markup(name, language, self._links),
            "number": language.number,
            "time": lambda time: time_markup(time, language),
            # A drawing is built as a tree by `lsgraph.drawings`, so that no text of an answer is markup in it.
            "svg": Markup,
            "speaker": lambda speaker: speaker_words(speaker, language),
        }
        return environment


def literal_markup(literal: Literal, language: Language) -> Markup:
    """Return a literal, escaped and told apart from the text around it, with its language where it is another one."""
    return _isolated(value_words(literal, language), literal.language, language)


def name_markup(name: Name, language: Language, links: Links) -> Markup:
    """Return a name as a link to its page, or as text where there is none."""
    shown = _isolated(name.text, name.language, language)
    address = links.page(name.iri, language.code)
    return Markup('<a href="{}">{}</a>').format(address, shown) if address else shown


def time_markup(time: Time, language: Language) -> Markup:
    """Return a time in words, readable by machines where it is a single day."""
    words = time_words(time, language)
    if time.start and time.start == time.end:
        return Markup('<time datetime="{}">{}</time>').format(time.start.isoformat(), words)
    return Markup("<span>{}</span>").format(words)


def _isolated(text: str, tag: str | None, language: Language) -> Markup:
    if tag and tag != language.code:
        return Markup('<bdi lang="{}">{}</bdi>').format(tag, text)
    return Markup("<bdi>{}</bdi>").format(text)
