"""Phrases read as members of classes that have no proper names: incentives, channels, offences, concepts …

One module for each kind of phrase; which class a kind of phrase is read for, ``lexicon.yaml`` says (``readers``).
"""

from kgbuild.extract.reading.filler import Filler, quantities
from kgbuild.extract.reading.reader import PhraseReader

__all__ = ["Filler", "PhraseReader", "quantities"]
