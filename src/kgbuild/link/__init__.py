"""Linking: which Wikidata item an entity, or a mention in a table, stands for, and how sure that is.

``mention`` links a mention by its words and its sentence, ``table`` a table of them, ``entities`` the entities of a
document's claims, ``decisions`` lays people's decisions over both. ``wikidata`` and ``reconcile`` ask services when
the user wants it; ``service`` answers as one.
"""
