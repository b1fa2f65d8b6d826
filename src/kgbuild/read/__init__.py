"""Reading: documents from files, folders, standard input or bytes.

What other stages use is here; a reader for one format is a module of its own, found as an entry point.
"""

from kgbuild.read.collect import documents, merge_copies, read_bytes, read_source
from kgbuild.read.limits import Limits
from kgbuild.read.source import Source, sources

__all__ = ["Limits", "Source", "documents", "merge_copies", "read_bytes", "read_source", "sources"]
