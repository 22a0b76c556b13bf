"""The SPARQL endpoint over HTTP: an ASGI application of its own, one for each release that is served.

`endpoint` reads requests and tells problems, `answering` is where answers come from, `exchange` is one request and what is
sent for it, `head` what its headers say, `client` whether the client is still there; `openapi` describes the endpoint to
machines.
"""
