"""Saved questions: a file of `queries/` becomes a page, a form, a REST call and a test.

`catalogue` reads the files, `parameters` puts values into a query as RDF terms, `answer` asks and `evidence` tells who says so.
"""
