from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.protocol.codings import ASIDE_BYTES, WORTH_BYTES, StreamEncoder, choose_codings, encode

GZIP, PLAIN, BOTH = ("gzip",), ("identity",), ("gzip", "identity")


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        (None, PLAIN),
        ("", PLAIN),
        ("gzip", BOTH),
        ("GZIP;q=0.3", BOTH),
        ("x-gzip", BOTH),
        ("br, deflate", PLAIN),
        ("gzip;q=0", PLAIN),
        ("gzip;q=0, *", PLAIN),
        ("*", BOTH),
        ("*;q=0", ()),
        ("*;q=0, identity", PLAIN),
        ("*;q=0, gzip", GZIP),
        ("identity;q=0", ()),
        ("identity;q=0, gzip;q=0.001", GZIP),
        ("gzip;q=0.5, identity", PLAIN),
        ("gzip;q=0.5, identity;q=0.5", BOTH),
        ("gzip, deflate, br, zstd", BOTH),
        ("nonsense;;;q=x, gzip", BOTH),
    ],
)
def test_the_header_decides(header: str | None, codings: tuple[str, ...]) -> None:
    assert choose_codings(header) == codings


QUALITIES = st.sampled_from([0.0, 0.001, 0.3, 0.5, 1.0])


@given(st.dictionaries(st.sampled_from(["gzip", "identity", "*", "br"]), QUALITIES))
def test_no_coding_that_is_excluded_is_chosen_and_the_better_comes_first(said: dict[str, float]) -> None:
    pairs = [f"{name};q={quality}" for name, quality in said.items()]
    chosen = choose_codings(",".join(pairs))
    assert choose_codings(" , ".join(reversed(pairs))) == chosen
    others = said.get("*")
    zipped = said.get("gzip", others or 0.0)
    plain = said.get("identity", others)
    assert ("gzip" in chosen) <= (zipped > 0)
    assert ("identity" in chosen) <= (plain is None or plain > 0)
    assert bool(chosen) is (zipped > 0 or plain is None or plain > 0)
    if len(chosen) == 2:
        assert chosen[0] == "gzip"
        assert plain is None or zipped >= plain


@given(st.text(max_size=100))
def test_no_header_is_too_strange(header: str) -> None:
    assert choose_codings(header) in {GZIP, PLAIN, BOTH, ()}


@pytest.mark.parametrize("size", [0, 1, WORTH_BYTES - 1, WORTH_BYTES, ASIDE_BYTES, ASIDE_BYTES + 1])
@pytest.mark.parametrize("codings", [GZIP, PLAIN, BOTH])
def test_an_answer_is_compressed_where_that_is_wanted_and_worth_it(size: int, codings: tuple[str, ...]) -> None:
    content = b"abc" * size
    content = content[:size]
    sent, coding = asyncio.run(encode(content, codings))
    assert coding == ("gzip" if codings == GZIP or (codings == BOTH and size >= WORTH_BYTES) else "identity")
    assert (gzip.decompress(sent) if coding == "gzip" else sent) == content
    assert asyncio.run(encode(content, codings)) == (sent, coding)


@given(st.lists(st.binary(max_size=200) | st.just(b"x" * (ASIDE_BYTES + 1)), max_size=5))
def test_whatever_went_in_has_come_out(chunks: list[bytes]) -> None:
    async def scenario() -> None:
        encoder = StreamEncoder("gzip")
        decoder = zlib.decompressobj(31)
        for chunk in chunks:
            assert decoder.decompress(await encoder.encode(chunk)) == chunk
        assert not decoder.eof
        decoder.decompress(encoder.finish())
        assert decoder.eof

    asyncio.run(scenario())


def test_a_stream_may_go_as_it_is() -> None:
    encoder = StreamEncoder("identity")
    assert asyncio.run(encoder.encode(b"a")) == b"a"
    assert encoder.finish() == b""
