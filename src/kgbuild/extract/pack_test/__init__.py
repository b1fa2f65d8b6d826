"""A pack's own tests: its ``examples.jsonl`` read by the extractor and compared with what a careful reader finds.

Besides the examples, a run (:func:`kgbuild.extract.pack_test.run.run_pack_tests`) reports words of the pack that
no text used, frames and patterns that never fired, terms that no ontology declares, and rules that only one
document can have taught (*thin* rules).
"""
