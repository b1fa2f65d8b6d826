"""A graph written out, for other stores, other programs and other people."""
