"""Running a pack's examples, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kgbuild.extract.engine import extractor
from kgbuild.extract.pack_test.coverage import (
    Entry,
    Lemmas,
    Usage,
    missing_terms,
    rule_names,
    rules_fired,
    word_entries,
    wording,
)
from kgbuild.extract.pack_test.examples import Example, load_examples
from kgbuild.extract.pack_test.judge import Verdict, judge
from kgbuild.extract.parse import DEFAULT_MODEL
from kgbuild.model import Claim, Document
from kgbuild.pack import Pack, Packs

Extract = Callable[[Document], Iterable[Claim]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example, run: the claims that its text gave and how they compare."""

    example: Example
    found: tuple[Claim, ...]
    verdict: Verdict

    @property
    def ok(self) -> bool:
        """Whether it came out as its file says: right, or wrong where it is marked as failing."""
        return self.verdict.right is (self.example.fails is None)


@dataclass(frozen=True, slots=True)
class PackTestReport:
    """What a run of one pack's tests found.

    ``silent_rules`` fired in no example and no document; ``unused_words`` stand in none; ``thin`` are rules
    and word entries that fire in one document only and have fewer than six differently worded examples;
    ``missing_terms`` are named by the pack and declared by no ontology.
    """

    pack: str
    outcomes: tuple[Outcome, ...]
    silent_rules: tuple[str, ...]
    unused_words: tuple[str, ...]
    thin: tuple[str, ...]
    missing_terms: tuple[str, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Examples that came out otherwise than their file says."""
        return tuple(outcome for outcome in self.outcomes if not outcome.ok)

    @property
    def known_failures(self) -> tuple[Outcome, ...]:
        """Examples that fail and are marked so."""
        return tuple(o for o in self.outcomes if o.ok and o.example.fails is not None)

    @property
    def ok(self) -> bool:
        return not self.failures and not self.thin and not self.missing_terms

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """A line for each fault: (kind, place, id or name, what is wrong), in a stable order."""
        lines: list[tuple[str, str, str, str]] = []
        for outcome in self.failures:
            example = outcome.example
            lines += [("example", example.place, example.id, fault) for fault in faults(outcome)]
        for kind, names in (
            ("thin rule", self.thin),
            ("term in no ontology", self.missing_terms),
            ("rule never fired", self.silent_rules),
            ("word never used", self.unused_words),
        ):
            lines += [(kind, self.pack, name, "") for name in names]
        return tuple(lines)


def faults(outcome: Outcome) -> tuple[str, ...]:
    """What is wrong with an example, in words."""
    if outcome.verdict.right:
        return ("passes, although it is marked as failing",)
    lines = [
        f"missed {want.predicate} ({_first(want.subject)} -> {_first(want.object)})" for want in outcome.verdict.missed
    ]
    lines += [
        f"wrong {', '.join(pair.wrong)} in {describe(pair.claim)}" for pair in outcome.verdict.pairs if pair.wrong
    ]
    lines += [f"not said: {describe(claim)}" for claim in outcome.verdict.extra]
    return tuple(lines)


def _first(names: Sequence[str] | None) -> str:
    return names[0] if names else "anybody"


def describe(claim: Claim) -> str:
    """A claim in one line, with all that is compared and the rules that found it."""
    target = getattr(claim.object, "label", None) or getattr(claim.object, "value", "")
    parts = [f"{claim.predicate} ({claim.subject.label} -> {target})"]
    for q in claim.quantities:
        numbers = "..".join(str(n) for n in (q.value, q.minimum, q.maximum) if n is not None)
        parts.append(f"{q.bound.value.partition(':')[2]} {numbers} {q.unit.partition(':')[2]}".replace("  ", " "))
    if claim.when is not None:
        parts.append(f"{claim.when.start or ''}..{claim.when.end or ''}")
    parts += [f"by {speaker.label}" for speaker in claim.attributed_to]
    parts += [v.partition(":")[2] for v in (claim.polarity.value, claim.certainty.value)]
    rules = sorted(rules_fired([claim]))
    return f"{'; '.join(parts)} [{', '.join(rules)}]"


def run_pack_tests(
    packs: Packs, names: Sequence[str], documents: Iterable[Document] = (), model: str = DEFAULT_MODEL
) -> tuple[PackTestReport, ...]:
    """Run the tests of the packs called ``names`` with an extractor over all ``packs``; one report a pack, in order.

    ``documents`` are the texts that people have at hand (a project's ``seeds/``): with them the report says which
    rules only one document can have taught. Raises :class:`~kgbuild.errors.PackError` for a malformed example file.
    """
    extract = extractor(packs, model=model)
    read = [(document, tuple(extract(document))) for document in documents]
    outcomes = {pack.name: [run_example(e, extract) for e in load_examples(pack)] for pack in packs.packs}
    everything = [outcome for several in outcomes.values() for outcome in several]
    wanted = [pack for pack in packs.packs if pack.name in names]
    return tuple(_report(packs, pack, outcomes[pack.name], everything, read) for pack in wanted)


def run_example(example: Example, extract: Extract) -> Outcome:
    """Read one example and judge the claims whose evidence touches its own text (not those of its setting)."""
    document, own = example.document()
    found = tuple(c for c in extract(document) if any(e.span.overlaps(own) for e in c.evidence))
    return Outcome(example, found, judge(example.claims, found))


def _report(
    packs: Packs,
    pack: Pack,
    outcomes: Sequence[Outcome],
    everything: Sequence[Outcome],
    read: Sequence[tuple[Document, tuple[Claim, ...]]],
) -> PackTestReport:
    """The report on one pack. The examples of all packs tell whether its rules and words are of use."""
    rules = {name: Usage() for name in rule_names(pack)}
    for outcome in everything:
        for name in rules_fired(pair.claim for pair in outcome.verdict.pairs) & rules.keys():
            rules[name].wordings.add(wording(outcome.example.text))
    for document, claims in read:
        for name in rules_fired(claims) & rules.keys():
            rules[name].documents.add(document.sha256)
    words = _word_usage(word_entries(pack), everything, read)
    used = {want.predicate for outcome in outcomes for want in outcome.example.claims}
    return PackTestReport(
        pack.name,
        tuple(outcomes),
        tuple(name for name, usage in rules.items() if not usage.wordings and not usage.documents),
        tuple(name for name, usage in words.items() if not usage.wordings and not usage.documents),
        tuple(name for name, usage in [*rules.items(), *words.items()] if usage.is_thin),
        missing_terms(packs, pack, used),
    )


def _word_usage(
    entries: Sequence[Entry], outcomes: Sequence[Outcome], read: Sequence[tuple[Document, tuple[Claim, ...]]]
) -> dict[str, Usage]:
    """In which examples each word entry stands, and in which documents beside a claim's evidence."""
    usage = {entry.name: Usage() for entry in entries}
    texts = [(o.example.text, "wordings", wording(o.example.text)) for o in outcomes]
    texts += [(text, "documents", document.sha256) for document, claims in read for text in _blocks(document, claims)]
    lemmas = Lemmas()
    lemmas.learn([text for text, _, _ in texts])
    for text, kind, mark in texts:
        for entry in entries:
            if lemmas.holds(text, entry):
                getattr(usage[entry.name], kind).add(mark)
    return usage


def _blocks(document: Document, claims: Iterable[Claim]) -> tuple[str, ...]:
    """The blocks that hold a claim's evidence: the words that say how it is meant stand around it."""
    spans = [evidence.span for claim in claims for evidence in claim.evidence]
    return tuple(document.slice(b.span) for b in document.blocks if any(s.overlaps(b.span) for s in spans))
