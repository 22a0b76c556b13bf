"""What Oxigraph writes as XML, made to be read back as it was meant, or refused.

XML 1.0, sections 2.2 (characters), 2.11 (a carriage return that is not escaped is read as a line feed); Namespaces in XML 1.0,
section 3; RDF 1.2 XML Syntax, section 2.1: a predicate is written as the name of an element.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from lsgraph.errors import NotExpressible

OTHER_TABLES = "Ask for JSON or TSV."
OTHER_GRAPHS = "Ask for Turtle or N-Triples."

_FORBIDDEN_BYTES = bytes(set(range(0x20)) - set(b"\t\n\r"))
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0B\x0C\x0E-\x1F]|\xEF\xBF[\xBE\xBF]")
_LAST_BLOCK = b"\xef\xbf"


class XmlCharacters:
    """Lets the bytes of XML pass: escapes carriage returns, and refuses characters that XML does not have.

    Args:
        advice: which formats have them.
    """

    def __init__(self, advice: str) -> None:
        self._advice = advice
        self._tail = b""

    def __call__(self, chunk: bytes) -> bytes:
        """Return the chunk with its carriage returns escaped.

        Raises:
            NotExpressible: a character cannot stand in XML, not even escaped.
        """
        seen = self._tail + chunk
        if len(seen.translate(None, _FORBIDDEN_BYTES)) < len(seen) or _LAST_BLOCK in seen:
            self._refuse(seen)
        self._tail = chunk[-2:]
        return chunk.replace(b"\r", b"&#xD;")

    def _refuse(self, seen: bytes) -> None:
        if match := _FORBIDDEN.search(seen):
            codepoint = ord(match[0].decode())
            raise NotExpressible(f"XML cannot express the character U+{codepoint:04X} of this answer. {self._advice}")


class NodeNames:
    r"""Lets the bytes of RDF/XML pass with a letter before the names of blank nodes.

    The name of an XML node does not start with a digit (RDF 1.2 XML Syntax, section 7.2.16); that of a blank node may.

    >>> NodeNames()(b'<rdf:Description rdf:nodeID="0"><a rdf:nodeID="1"/>\n</rdf:RDF>')
    b'<rdf:Description rdf:nodeID="b0"><a rdf:nodeID="b1"/>\n</rdf:RDF>'
    """

    _NAMED = b' rdf:nodeID="'

    def __init__(self) -> None:
        self._rest = b""

    def __call__(self, chunk: bytes) -> bytes:
        """Return the chunk, but for an end of it that could be the start of a name: that waits for the next."""
        text = self._rest + chunk
        cut = text.rfind(b" ", max(0, len(text) - len(self._NAMED) + 1))
        cut = len(text) if cut < 0 else cut
        self._rest = text[cut:]
        return text[:cut].replace(self._NAMED, self._NAMED + b"b")


class WellFormed:
    """Lets the bytes of XML pass as long as they are well-formed and its names are names."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate("UTF-8", " ")

    def __call__(self, chunk: bytes) -> bytes:
        """Return the chunk.

        Raises:
            NotExpressible: an element's name is not one, since a predicate does not end in one.
        """
        try:
            self._parser.Parse(chunk)
        except expat.ExpatError:
            raise NotExpressible(
                f"RDF/XML cannot express a predicate of this graph: its IRI does not end in a name. {OTHER_GRAPHS}"
            ) from None
        return chunk
