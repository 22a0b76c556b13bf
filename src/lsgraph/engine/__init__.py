"""SPARQL in, bytes out: the contract (`base`) and the engines behind it.

`local` answers from worker processes over a release's store, `fake` answers from a script, for tests.
"""
