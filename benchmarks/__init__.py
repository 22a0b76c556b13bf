"""Benchmarks: `python -m benchmarks` prints the tables of docs/performance.md."""
