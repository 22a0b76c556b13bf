"""Benchmarks: `python -m benchmarks` prints the tables of docs/performance.md, a module of it its own."""
