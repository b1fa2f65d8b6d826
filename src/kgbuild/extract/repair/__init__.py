"""Mending what a small parser misreads again and again.

:mod:`tokens` before a tree is made of them, by tags and labels alone; :mod:`clauses` by the commas and the cues of the
sentence; :mod:`appositions` by the names that are known in it; :mod:`rereading` by parsing once more what came out
without a verb. Each answers for constructions that it names, and leaves a tree in which none of them stands as it is.
"""
