from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from lsgraph.engine.base import Answer, Dataset, Engine, Limits, Query, ResultForm, rows
from lsgraph.engine.connection import LOW_PRIORITY, WorkerConnection
from lsgraph.engine.frames import CHUNK_BYTES, HEADER, FrameKind, decode_end, encode_end, pack_frame
from lsgraph.engine.guard import LONG_CHARACTERS
from lsgraph.engine.lease import describe_loss
from lsgraph.engine.local import LocalEngine
from lsgraph.engine.pool import DEPTH, WorkerPool
from lsgraph.engine.process import _environment
from lsgraph.errors import EngineError, EngineUnavailable, QueryLimitReached, QueryRefused, QuerySyntaxError

Run = Callable[..., Any]
EXAMPLE = "http://example.org/"
NUMBERS = 500
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
LARGE_ROWS = (NUMBERS + 1) ** 2


async def read(engine: Engine, text: str, media_type: str = "text/csv", **facts: Any) -> bytes:
    query = Query(text, dict.fromkeys(ResultForm, media_type), **facts)
    async with await engine.query(query) as answer:
        return b"".join([chunk async for chunk in answer])


async def read_into(received: bytearray, engine: Engine, query: Query) -> None:
    async with await engine.query(query) as answer:
        async for chunk in answer:
            received += chunk


async def exhaust(answer: Answer) -> None:
    async for _ in answer:
        pass


async def is_well(engine: Engine) -> bool:
    return await read(engine, "ASK {}") == b"true"


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - what is awaited happens in another process
            await asyncio.sleep(0.01)


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("text", "form", "media_type", "content"),
    [
        ("SELECT ?n { ?s <http://example.org/name> ?n }", ResultForm.SOLUTIONS, "text/csv", "n\r\nUniversità\r\n"),
        ("ASK {}", ResultForm.BOOLEAN, "text/csv", "true"),
        (
            "CONSTRUCT { ?s <http://example.org/è> ?n } { ?s <http://example.org/name> ?n }",
            ResultForm.GRAPH,
            "text/turtle",
            '@prefix ex: <http://example.org/> .\nex:agent ex:è "Università"@it .\n',
        ),
    ],
)
def test_an_answer_says_its_form_and_comes_serialised(
    run: Run, text: str, form: ResultForm, media_type: str, content: str
) -> None:
    async def scenario(engine: LocalEngine) -> None:
        answer = await engine.query(Query(text, {form: media_type}, prefixes={"ex": EXAMPLE}))
        assert (answer.form, answer.media_type) == (form, media_type)
        async with answer:
            assert b"".join([chunk async for chunk in answer]).decode() == content

    run(scenario)


def test_a_form_without_a_media_type_gets_the_default(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> list[str]:
        return [(await engine.query(Query(text))).media_type for text in ("SELECT * {}", "ASK {}", "CONSTRUCT {} {}")]

    assert run(scenario) == ["application/sparql-results+json", "application/sparql-results+json", "text/turtle"]


def test_rows_are_typed_terms(run: Run) -> None:
    (row,) = run(lambda engine: rows(engine, "SELECT ?n ?x { ?s <http://example.org/name> ?n OPTIONAL { ?n ?x ?x } }"))
    assert {name: str(term) for name, term in row.items()} == {"n": '"Università"@it'}


def test_a_runaway_query_is_killed_at_its_deadline_and_nobody_else_notices(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        before = engine.worker_pids
        runaway = asyncio.create_task(read(engine, RUNAWAY, limits=Limits(timeout_s=0.5)))
        await asyncio.sleep(0)
        assert await is_well(engine)
        with pytest.raises(QueryLimitReached) as caught:
            await runaway
        assert (caught.value.limit, caught.value.value) == ("query_timeout_s", 0.5)
        assert await is_well(engine)
        assert await asyncio.gather(*(is_well(engine) for _ in range(4))) == [True] * 4
        await eventually(lambda: len(set(before) & set(engine.worker_pids)) == 1)

    run(scenario, workers=2)


def test_a_deadline_met_on_the_way_breaks_the_answer_off(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        received = bytearray()
        with pytest.raises(QueryLimitReached, match="query_timeout_s"):
            await read_into(received, engine, Query(ENDLESS, limits=Limits(timeout_s=0.5)))
        assert received
        assert await is_well(engine)

    run(scenario)


def test_an_answer_that_nobody_reads_loses_its_worker_at_the_deadline(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        forgotten = await engine.query(Query(ENDLESS, limits=Limits(timeout_s=0.3)))
        assert await is_well(engine)
        with pytest.raises(QueryLimitReached):
            await exhaust(forgotten)

    run(scenario)


def test_an_answer_over_its_size_is_broken_off(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        received = bytearray()
        with pytest.raises(QueryLimitReached) as caught:
            await read_into(received, engine, Query(LARGE, limits=Limits(result_bytes=1_000_000)))
        assert caught.value.limit == "result_limit_bytes"
        assert 1_000_000 - 2 * CHUNK_BYTES < len(received) <= 1_000_000
        assert await is_well(engine)

    run(scenario)


def test_an_answer_over_its_size_at_once_has_no_first_byte(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        for text in (LARGE, "SELECT * { ?s ?p ?o }"):
            with pytest.raises(QueryLimitReached, match="result_limit_bytes"):
                await engine.query(Query(text, limits=Limits(result_bytes=10)))
        assert await is_well(engine)

    run(scenario)


def test_a_large_answer_is_complete_and_comes_in_bounded_chunks(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> tuple[int, int]:
        lines = largest = 0
        async with await engine.query(Query(LARGE, {ResultForm.SOLUTIONS: "text/csv"})) as answer:
            async for chunk in answer:
                lines += chunk.count(b"\r\n")
                largest = max(largest, len(chunk))
        return lines, largest

    lines, largest = run(scenario)
    assert lines == LARGE_ROWS + 1
    assert largest < 2 * CHUNK_BYTES


def test_the_front_holds_little_of_an_answer_that_is_not_read(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> int:
        (pid,) = engine.worker_pids
        async with await engine.query(Query(LARGE)) as answer:
            await eventually(lambda: process_state(pid) == "S")
            written = bytes_written(pid)
            assert [chunk async for chunk in answer][-1].endswith(b"}")
        return written

    assert run(scenario) < 3_000_000


def bytes_written(pid: int) -> int:
    facts = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    return int(facts["wchar"])


def process_state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_leaving_early_frees_the_worker(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (before,) = engine.worker_pids
        async with await engine.query(Query(ENDLESS)) as answer:
            async for _ in answer:
                break
        assert await is_well(engine)
        assert before not in engine.worker_pids
        await eventually(lambda: not exists(before))

    run(scenario)


def test_a_short_answer_frees_its_worker_before_it_is_read(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        before = engine.worker_pids
        async with await engine.query(Query("ASK {}")):
            assert await is_well(engine)
        assert set(before) <= set(engine.worker_pids)

    run(scenario)


def test_a_cancelled_query_frees_the_worker(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        ticks = processor_ticks(pid)
        task = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await until_at_work(pid, ticks)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await is_well(engine)
        assert engine.worker_pids != [pid]

    run(scenario)


def processor_ticks(pid: int) -> int:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return int(user) + int(system)


async def until_at_work(pid: int, before: int) -> None:
    await eventually(lambda: processor_ticks(pid) > before + 5)


def test_a_worker_killed_from_outside_is_told_and_replaced(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        ticks = processor_ticks(pid)
        task = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await until_at_work(pid, ticks)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(EngineUnavailable, match="SIGKILL"):
            await task
        assert await is_well(engine)

    run(scenario)


def test_a_worker_killed_while_it_streams_breaks_the_answer_off(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        answer = await engine.query(Query(ENDLESS))
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(EngineUnavailable, match="SIGKILL"):
            await exhaust(answer)
        assert await is_well(engine)

    run(scenario)


def test_a_worker_killed_while_idle_is_replaced_unnoticed(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        os.kill(pid, signal.SIGKILL)
        await eventually(lambda: not exists(pid))
        assert await is_well(engine)
        assert pid not in engine.worker_pids

    run(scenario)


def test_a_query_that_crashes_its_worker_costs_one_worker_and_is_not_to_be_asked_again(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        ticks = processor_ticks(pid)
        task = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await until_at_work(pid, ticks)
        os.kill(pid, signal.SIGSEGV)
        with pytest.raises(EngineError, match=r"SIGSEGV.*Make it simpler") as caught:
            await task
        assert not isinstance(caught.value, EngineUnavailable)
        assert await is_well(engine)

    run(scenario)


@pytest.mark.parametrize(
    ("code", "said", "kind", "words"),
    [
        (-6, "memory allocation of 96 bytes failed", QueryLimitReached, "query_memory_bytes = 5"),
        (-6, "terminate called after throwing an instance of 'std::bad_alloc'", QueryLimitReached, "query_memory_bytes = 5"),
        (-6, "thread has overflowed its stack", EngineError, "SIGABRT"),
        (-9, "", EngineUnavailable, "SIGKILL"),
        (1, "Traceback", EngineUnavailable, "exit code 1"),
    ],
)
def test_the_loss_of_a_worker_is_told_by_its_cause(code: int, said: str, kind: type[EngineError], words: str) -> None:
    told = describe_loss(code, said, memory_bytes=5)
    assert type(told) is kind
    assert words in str(told)


def test_a_query_that_needs_too_much_memory_costs_one_worker(run: Run) -> None:
    hungry = "SELECT DISTINCT ?a ?c ?d ?f ?g ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a"

    async def scenario(engine: LocalEngine) -> None:
        with pytest.raises(QueryLimitReached) as caught:
            await engine.query(Query(hungry))
        assert (caught.value.limit, caught.value.value) == ("query_memory_bytes", 200_000_000)
        assert await is_well(engine)

    run(scenario, memory_bytes=200_000_000)


@pytest.mark.parametrize(
    "text", ["ASK { SERVICE <http://127.0.0.1:1/> {} }", "CLEAR ALL", "ASK {" + "{" * 300 + "}" * 300 + "}"]
)
def test_what_is_refused_reaches_no_worker(text: str) -> None:
    engine = LocalEngine(Path("/nowhere"), 1, 0)
    with pytest.raises(QueryRefused):
        asyncio.run(engine.query(Query(text)))


def test_a_syntax_error_says_where(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        with pytest.raises(QuerySyntaxError) as caught:
            await engine.query(Query("SELECT * {\n ?s ?p }"))
        assert (caught.value.line, caught.value.column) == (2, 8)
        assert await is_well(engine)

    run(scenario)


def test_an_unknown_function_is_an_error_before_the_first_byte(run: Run) -> None:
    with pytest.raises(EngineError, match="not supported"):
        run(lambda engine: engine.query(Query("SELECT * { ?s ?p ?o FILTER(<http://x/f>(?s)) }")))


COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/name> ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s <http://example.org/name> ?o } }"
ONE, TWO = EXAMPLE + "one", EXAMPLE + "two"


@pytest.mark.parametrize(
    ("text", "dataset", "count"),
    [
        (COUNT, Dataset(), 1),
        (COUNT, Dataset((ONE,)), 1),
        (COUNT, Dataset((ONE, TWO)), 2),
        (COUNT, Dataset((ONE, ONE)), 1),
        (COUNT, Dataset((ONE, EXAMPLE + "none")), 1),
        (COUNT, Dataset((), (ONE,)), 0),
        (COUNT_NAMED, Dataset(), 3),
        (COUNT_NAMED, Dataset((ONE,)), 0),
        (COUNT_NAMED, Dataset((ONE,), (TWO,)), 2),
        (COUNT_NAMED, Dataset((ONE, TWO), (ONE,)), 1),
        (COUNT_NAMED, Dataset((ONE, TWO)), 0),
        (COUNT.replace("{", f"FROM <{TWO}> {{", 1), Dataset((ONE,)), 1),
        (COUNT.replace("{", f"FROM <{TWO}> {{", 1), Dataset(), 2),
    ],
)
def test_a_dataset_holds_what_it_names_and_a_merge_counts_a_triple_once(
    run: Run, text: str, dataset: Dataset, count: int
) -> None:
    content = run(lambda engine: read(engine, text, dataset=dataset))
    assert content == f"n\r\n{count}\r\n".encode()


def test_a_dataset_that_names_no_iri_is_refused(run: Run) -> None:
    with pytest.raises(QueryRefused, match="absolute IRI"):
        run(lambda engine: engine.query(Query("ASK {}", dataset=Dataset(("not an iri",)))))


@asynccontextmanager
async def occupied(engine: LocalEngine) -> AsyncIterator[None]:
    """Fill both lanes of an engine with one place in each: the long one twice over, since these answers have begun."""
    async with AsyncExitStack() as streams:
        for _ in range(2 + DEPTH):
            await streams.enter_async_context(await engine.query(Query(ENDLESS)))
        await eventually(lambda: engine.status.busy == 2 + DEPTH)
        yield


def test_queries_beyond_the_queue_are_turned_away(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        async with occupied(engine):
            waiting = asyncio.create_task(is_well(engine))
            await eventually(lambda: engine.status.waiting == 1)
            with pytest.raises(EngineUnavailable, match="queue is full"):
                await engine.query(Query("ASK {}"))
        assert await waiting

    run(scenario, queue_limit=1, long_workers=1)


def test_a_query_that_waits_past_its_deadline_is_told_that_nobody_was_free(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        async with occupied(engine):
            with pytest.raises(EngineUnavailable, match="came free"):
                await engine.query(Query("ASK {}", limits=Limits(timeout_s=0.3)))
            assert engine.status.waiting == 0
        assert await is_well(engine)

    run(scenario, long_workers=1)


def test_a_query_behind_one_that_turns_out_long_goes_to_another_worker(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        runaway = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await asyncio.sleep(0)
        behind = [asyncio.create_task(read(engine, f"SELECT ({number} AS ?n) {{}}")) for number in range(4)]
        assert await asyncio.gather(*behind) == [f"n\r\n{number}\r\n".encode() for number in range(4)]
        assert not runaway.done()
        runaway.cancel()

    run(scenario)


def test_whoever_leaves_from_behind_another_does_not_disturb_it(run: Run) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) > 0) }"

    async def scenario(engine: LocalEngine) -> None:
        first = asyncio.create_task(read(engine, slow))
        await asyncio.sleep(0)
        behind = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await asyncio.sleep(0.005)
        behind.cancel()
        assert await first == f"n\r\n{LARGE_ROWS}\r\n".encode()
        assert await is_well(engine)
        assert engine.status.busy == 0

    run(scenario)


def test_whoever_waits_behind_one_that_is_killed_is_answered_by_another(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        runaway = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await asyncio.sleep(0)
        behind = asyncio.create_task(is_well(engine))
        await asyncio.sleep(0)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(EngineUnavailable, match="SIGKILL"):
            await runaway
        assert await behind

    run(scenario)


def test_many_queries_share_few_workers(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> list[bytes]:
        return await asyncio.gather(*(read(engine, f"SELECT ({n} AS ?n) {{}}") for n in range(100)))

    assert run(scenario, workers=2, queue_limit=100) == [f"n\r\n{n}\r\n".encode() for n in range(100)]


def test_closing_ends_every_process_and_gives_back_every_descriptor(store_path: Path) -> None:
    async def scenario() -> list[int]:
        engine = LocalEngine(store_path, 2, 4)
        await engine.start()
        pids = engine.worker_pids
        streaming = await engine.query(Query(ENDLESS))
        running = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await asyncio.sleep(0)
        await engine.close()
        for task in (running, waiting):
            with pytest.raises(EngineUnavailable):
                await task
        with pytest.raises(EngineUnavailable):
            await exhaust(streaming)
        with pytest.raises(EngineUnavailable, match="not running"):
            await engine.query(Query("ASK {}"))
        return pids

    before = list(Path("/proc/self/fd").iterdir())
    pids = asyncio.run(scenario())
    assert len(pids) == 2
    assert not any(map(exists, pids))
    assert len(list(Path("/proc/self/fd").iterdir())) == len(before)


def test_closing_while_a_worker_is_replaced_leaves_none(store_path: Path) -> None:
    async def scenario() -> set[int]:
        engine = LocalEngine(store_path, 1, 4)
        await engine.start()
        seen = {int(engine.zygote_pid or 0)}
        children = Path(f"/proc/{engine.zygote_pid}/task/{engine.zygote_pid}/children")

        def count() -> int:
            seen.update(map(int, children.read_text().split()))
            return len(seen)

        async with await engine.query(Query(ENDLESS)):
            count()
        await eventually(lambda: count() >= 3)
        await engine.close()
        return seen

    pids = asyncio.run(scenario())
    assert len(pids) >= 3
    assert not any(map(exists, pids))


def test_a_store_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path / "nowhere", 2, 4)
    with pytest.raises(EngineUnavailable, match="cannot be opened"):
        asyncio.run(engine.start())
    assert engine.worker_pids == []


def test_a_worker_that_cannot_be_made_is_tried_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lsgraph.engine.pool.RETRY_FIRST_S", 0.01)
    outcomes = [False, True, True]

    async def scenario(engine: LocalEngine) -> None:
        async def fork() -> WorkerConnection:
            if outcomes and outcomes.pop():
                raise EngineUnavailable("not now")
            return await engine._fork()

        pool = WorkerPool(fork, 0)
        await pool.open(engine._pool._generation)
        pool.give_back(await pool.take(asyncio.get_running_loop().time() + 60), is_reusable=True)
        await pool.close()

    run(scenario)
    assert outcomes == []


@pytest.mark.parametrize("memory_store_bytes", [0, 10_000_000])
def test_a_store_answers_from_disk_or_from_memory_and_its_walls_stand(run: Run, memory_store_bytes: int) -> None:
    async def scenario(engine: LocalEngine) -> None:
        assert engine.status.storage == ("memory" if memory_store_bytes else "disk")
        if sys.platform == "linux":
            assert engine.status.walls == ("seccomp", "landlock")
        assert await read(engine, COUNT) == b"n\r\n1\r\n"
        assert await read(engine, COUNT_NAMED) == b"n\r\n3\r\n"

    run(scenario, memory_store_bytes=memory_store_bytes)


def test_a_large_store_answers_from_disk_until_it_is_in_memory(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lsgraph.engine.local.STAND_IN_BYTES", 0)

    async def scenario(engine: LocalEngine) -> None:
        before = engine.zygote_pid
        assert engine.status.storage == "disk"
        async with await engine.query(Query(LARGE)) as answer:
            await eventually(lambda: engine.status.storage == "memory")
            assert await read(engine, COUNT) == b"n\r\n1\r\n"
            await exhaust(answer)
        await eventually(lambda: not exists(int(before or 0)))
        assert await is_well(engine)

    run(scenario)


def test_a_zygote_that_is_killed_is_started_again(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        running = asyncio.create_task(engine.query(Query(RUNAWAY)))
        await eventually(lambda: engine.status.busy == 1)
        zygote, workers = engine.zygote_pid, engine.worker_pids
        assert zygote is not None
        os.kill(zygote, signal.SIGKILL)
        with pytest.raises(EngineUnavailable, match="SIGKILL"):
            await running
        assert await is_well(engine)
        assert engine.zygote_pid not in {None, zygote}
        assert not any(map(exists, [zygote, *workers]))

    run(scenario)


def test_a_long_query_makes_way_and_runs_on_at_low_priority(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        running = asyncio.create_task(engine.query(Query(RUNAWAY, limits=Limits(timeout_s=5))))
        await eventually(lambda: os.getpriority(os.PRIO_PROCESS, pid) == LOW_PRIORITY)
        for _ in range(3):
            assert await is_well(engine)
        assert not running.done()
        running.cancel()

    run(scenario, workers=1, queue_limit=0, long_workers=1)


def test_a_long_query_that_finds_no_room_starts_again_when_there_is(run: Run) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(CONCAT(STR(?c), STR(?f))) > 0) }"

    async def scenario(engine: LocalEngine) -> list[bytes]:
        asking = [asyncio.create_task(read(engine, f"{slow} # {number}")) for number in range(4)]
        while not all(task.done() for task in asking):
            assert await is_well(engine)
            await asyncio.sleep(0.01)
        return [await task for task in asking]

    assert run(scenario, workers=1, queue_limit=10, long_workers=1) == [f"n\r\n{LARGE_ROWS}\r\n".encode()] * 4


def test_a_worker_that_has_grown_is_replaced(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    worn = pack_frame(FrameKind.END, encode_end(is_worn=True))

    async def scenario(engine: LocalEngine) -> None:
        (pid,) = engine.worker_pids
        monkeypatch.setattr("lsgraph.engine.lease.decode_end", lambda _: decode_end(worn[HEADER.size :]))
        assert await is_well(engine)
        monkeypatch.undo()
        assert await is_well(engine)
        assert pid not in engine.worker_pids

    run(scenario)


def test_workers_of_a_burst_are_let_go_when_it_is_over(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lsgraph.engine.pool.IDLE_S", 0.2)

    async def scenario(engine: LocalEngine) -> None:
        before = engine.worker_pids
        runaways = [asyncio.create_task(engine.query(Query(RUNAWAY))) for _ in range(3)]
        await eventually(lambda: sum(worker.is_long for worker in engine._pool._busy) == 3 and engine.status.processes >= 4)
        for runaway in runaways:
            runaway.cancel()
        await asyncio.gather(*runaways, return_exceptions=True)
        await eventually(lambda: engine.status.processes == 1)
        await eventually(lambda: engine.status.stopped == 3)
        assert engine.worker_pids != before

    run(scenario)


def test_json_results_are_utf8(run: Run) -> None:
    content = run(lambda engine: read(engine, "SELECT ('città 𝄞' AS ?è) {}", "application/sparql-results+json"))
    assert json.loads(content)["results"]["bindings"] == [{"è": {"type": "literal", "value": "città 𝄞"}}]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(1" + "+1" * 40_000 + " > 0) }",
        "ASK { FILTER(" + "!" * 20_000 + "true) }",
        "ASK { ?a (<x:q>" + "/<x:q>" * 20_000 + ") ?b }",
        "ASK { {?a <x:p> ?b}" + "UNION{?a <x:p> ?b}" * 3_000 + " }",
    ],
    ids=["sum", "not", "path", "union"],
)
def test_a_query_of_very_many_parts_gets_an_answer_or_meets_a_limit(run: Run, text: str) -> None:
    async def scenario(engine: LocalEngine) -> None:
        with suppress(QueryLimitReached):
            assert await read(engine, text, limits=Limits(timeout_s=5)) in {b"true", b"false"}
        assert await is_well(engine)
        assert engine.status.lost == 0

    run(scenario)


def test_a_long_text_is_refused_by_a_worker(run: Run) -> None:
    async def scenario(engine: LocalEngine) -> None:
        with pytest.raises(QueryRefused, match="SERVICE"):
            await engine.query(Query("ASK { SERVICE <http://127.0.0.1:1/> {} }" + " " * LONG_CHARACTERS))
        with pytest.raises(QueryRefused, match="CLEAR"):
            await engine.query(Query(" " * LONG_CHARACTERS + "CLEAR ALL"))

    run(scenario)


def test_the_process_that_holds_the_store_asks_for_large_pages_and_keeps_what_else_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=0:glibc.malloc.check=0")
    assert _environment()["GLIBC_TUNABLES"] == "glibc.malloc.check=0:glibc.malloc.hugetlb=1"
    monkeypatch.delenv("GLIBC_TUNABLES")
    assert _environment()["GLIBC_TUNABLES"] == "glibc.malloc.hugetlb=1"
