"""Print every table, as Markdown."""

from __future__ import annotations

from benchmarks import endpoint, footprint, publishing, runaways, serving, streaming
from benchmarks.measure import machine
from benchmarks.servers import made_release


def main() -> None:
    """Measure and print, each table as it comes."""
    print(f"{machine()}\n", flush=True)
    for module in (publishing, serving, footprint):
        print(module.measure(), flush=True)
    print(endpoint.ceiling(), flush=True)
    for size in endpoint.SIZES:
        with made_release(size) as release:
            for mode in endpoint.Mode:
                print(endpoint.measure(release, size, mode, endpoint.FULL), flush=True)
            if size == runaways.SIZE:
                print(runaways.measure(release, size, runaways.FULL), flush=True)
                print(streaming.measure(release, streaming.ROWS, streaming.TIMES), flush=True)


if __name__ == "__main__":
    main()
