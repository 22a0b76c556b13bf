"""From files to a release: parse, check, entail, describe and write a workspace, or load an RDF file as it is."""
