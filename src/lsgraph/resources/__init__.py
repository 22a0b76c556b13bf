"""IRI in, description out: what the graph says of a thing, a passage, a document or a graph, and who says so.

`links` knows the addresses, `describe` the RDF; `thing`, `passage` and `document` hold the same as typed objects for pages.
"""
