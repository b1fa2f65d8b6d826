"""From a document to its claims, by rules that the packs declare.

The layers, in the order in which :mod:`~kgbuild.extract.engine` uses them. Each knows those above it and none below;
what one has found, no other one changes.

1. **Blocks** come with the document (title, paragraphs, list items …); :mod:`~kgbuild.extract.topic` tells by words
   alone whether the document is worth reading, and which of its sentences are worth parsing.
2. **Sentences** (:mod:`~kgbuild.extract.sentences`) are cut from blocks, without abbreviations ending one.
3. **Annotations** (:mod:`~kgbuild.extract.annotate`): the amounts, times and provisions of
   :mod:`~kgbuild.extract.grammar`, the gazetteer's names, the fixed names of the topic, quotations and brackets.
4. **Parse**: :mod:`~kgbuild.extract.masks` puts plain words in place of what a parser misreads,
   :mod:`~kgbuild.extract.parse` runs it, :mod:`~kgbuild.extract.tree` answers in terms of grammar.
5. **Mentions** (:mod:`~kgbuild.extract.mentions`): what a noun phrase names, by its name
   (:mod:`~kgbuild.extract.names`, :mod:`~kgbuild.extract.proper`), its noun (:mod:`~kgbuild.extract.nouns`) or its
   pronoun (:mod:`~kgbuild.extract.pronouns`); :mod:`~kgbuild.extract.entities` gives each its identity. Phrases for
   things without proper names are read by :mod:`~kgbuild.extract.reading`.
6. **Frames and patterns** propose candidates. :mod:`~kgbuild.extract.match` fits the packs' frames
   (:mod:`~kgbuild.extract.frames`) on trees: :mod:`~kgbuild.extract.places` finds what stands where,
   :mod:`~kgbuild.extract.roles` what it is, :mod:`~kgbuild.extract.attachment` which numbers and times belong to it.
   :mod:`~kgbuild.extract.patterns` finds what stands in brackets and lists, :mod:`~kgbuild.extract.comparison` what a
   comparison adds, :mod:`~kgbuild.extract.assessment` what an analysis says of its article.
7. **Context** (:mod:`~kgbuild.extract.context`): whether a candidate is asserted, denied, hedged, unknown or no claim
   at all (:mod:`~kgbuild.extract.modality`, :mod:`~kgbuild.extract.unknown`), and who says so
   (:mod:`~kgbuild.extract.attribution` within a sentence, :mod:`~kgbuild.extract.speakers` across sentences).
8. **Reference** (:mod:`~kgbuild.extract.discourse`, :mod:`~kgbuild.extract.protagonist`): what "the group", "they" or
   a bare number takes up.
9. **Merge** (:mod:`~kgbuild.extract.merge`): mentions of one fact become one claim with several pieces of evidence.

Words are data: :mod:`~kgbuild.extract.lexicon` holds the topic's, :mod:`~kgbuild.extract.cues` those that say how a
statement is meant. Spans count code points of the document's text, half-open.
"""
