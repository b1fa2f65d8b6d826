"""The grammar of numbers, money, durations, times and law references: pure functions on a string.

Offsets are Unicode code points of the string that was passed in, half-open (:class:`kgbuild.model.Span`).
Nothing here knows RDF, a parser or a topic.
"""
