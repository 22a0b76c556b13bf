"""The plotting process: started at need, given a deadline, ended, and never the front's trouble."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from lsgraph.drawings.plotter import Plotter, PlotterError

SPEC: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"a": 1}, {"a": 2}]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}


def is_gone(pid: int) -> bool:
    """Return whether a process is neither running nor waiting to be reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def until_gone(pid: int) -> None:
    while not is_gone(pid):  # noqa: ASYNC110 - no event: the process is another's to reap
        await asyncio.sleep(0.01)


async def started(plotter: Plotter) -> int:
    assert (await plotter.svg(SPEC)).startswith("<svg")
    pid = plotter.pid
    assert pid is not None
    return pid


def test_one_process_plots_all_and_ends_when_closed() -> None:
    async def use() -> None:
        plotter = Plotter()
        assert plotter.pid is None
        pid = await started(plotter)
        plots = await asyncio.gather(*(plotter.svg(SPEC) for _ in range(5)))
        assert len(set(plots)) == 1
        assert plotter.pid == pid
        await plotter.close()
        assert is_gone(pid)
        await plotter.close()
        assert await started(plotter) != pid
        await plotter.close()

    asyncio.run(use())


def test_it_ends_when_nobody_needs_it() -> None:
    async def use() -> None:
        plotter = Plotter(idle_s=0.05)
        pid = await started(plotter)
        await until_gone(pid)
        assert plotter.pid is None
        await plotter.close()

    asyncio.run(use())


def test_a_plot_that_takes_too_long_costs_the_process_only() -> None:
    async def use() -> None:
        plotter = Plotter(deadline_s=0.001)
        with pytest.raises(PlotterError, match=r"within 0\.001 s"):
            await plotter.svg(SPEC)
        assert plotter.pid is None
        plotter._deadline_s = 60
        await started(plotter)
        await plotter.close()

    asyncio.run(use())


def test_a_plot_given_up_leaves_no_answer_for_the_next() -> None:
    async def use() -> None:
        plotter = Plotter()
        pid = await started(plotter)
        task = asyncio.create_task(plotter.svg(SPEC))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until_gone(pid)
        assert await started(plotter) != pid
        await plotter.close()

    asyncio.run(use())


def test_a_process_that_ended_is_replaced() -> None:
    async def use() -> None:
        plotter = Plotter()
        pid = await started(plotter)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(PlotterError, match="ended"):
            await plotter.svg(SPEC)
        assert is_gone(pid)
        assert await started(plotter) != pid
        await plotter.close()

    asyncio.run(use())


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.json", "/etc/passwd", "https://example.org/x.json"])
def test_it_fetches_nothing(url: str) -> None:
    async def use() -> None:
        plotter = Plotter()
        with pytest.raises(PlotterError):
            await plotter.svg({**SPEC, "data": {"url": url}})
        await started(plotter)
        await plotter.close()

    asyncio.run(use())


def test_it_reads_no_file(tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    path.write_text('[{"a": 1}, {"a": 2}]', "ascii")

    async def use() -> tuple[str, str]:
        plotter = Plotter()
        plots = await plotter.svg(SPEC), await plotter.svg({**SPEC, "data": {"url": path.as_uri()}})
        await plotter.close()
        return plots

    given, read = asyncio.run(use())
    point = 'aria-roledescription="point"'
    assert given.count(point) == 2
    assert point not in read


def test_it_stands_behind_the_walls() -> None:
    with asyncio.Runner() as runner:
        plotter = Plotter()
        pid = runner.run(started(plotter))
        status = Path(f"/proc/{pid}/status").read_text("ascii")
        runner.run(plotter.close())
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert lines["Seccomp"] == "2"
    assert lines["NoNewPrivs"] == "1"
