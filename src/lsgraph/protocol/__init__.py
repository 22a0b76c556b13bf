"""The W3C's SPARQL protocol, without a web server: requests read, formats chosen, the service described."""
