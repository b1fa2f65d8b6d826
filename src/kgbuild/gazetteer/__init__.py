"""The world slice: names of places, peoples, outlets and bodies with their Wikidata items, offline.

:class:`Gazetteer` is the door. The data are the files of ``ontology/world`` (README there), made by
``tools/world``; every identifier in them has a source, none is from memory.
"""

from kgbuild.gazetteer.gazetteer import Gazetteer
from kgbuild.gazetteer.items import Candidate, Item, NameMatch

__all__ = ["Candidate", "Gazetteer", "Item", "NameMatch"]
