"""kgbuild turns documents into a knowledge graph in which every claim can show the words it came from."""

__version__ = "0.1.0"
