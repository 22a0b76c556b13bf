"""LSGraph: publish a knowledge graph in which every triple leads back to the passage it was read from."""

__version__ = "0.1.0"
