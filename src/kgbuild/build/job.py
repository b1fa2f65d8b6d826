"""What a build does to every document, as a value that travels to workers, and its hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from kgbuild.build.plugins import of_job
from kgbuild.config import Settings
from kgbuild.errors import ConfigError
from kgbuild.gate import Gate
from kgbuild.link.recorded import Recorded
from kgbuild.pack import Packs, load_packs
from kgbuild.rdf import ontology_quads
from kgbuild.resources import shipped

_SHAPING = ("extract", "gate", "gazetteer", "link", "rdf", "read", "iri.py", "link.py", "model.py", "pack.py")


@dataclass(frozen=True, slots=True)
class Job:
    """The stages' settings, and what else shapes a result, each with its version or digest.

    ``configuration`` is the configuration hash (``kg:configuration``). ``memory`` is the hash that documents are
    remembered by: the configuration, the base IRI and the program itself.
    """

    settings: Settings
    shaped_by: tuple[tuple[str, str], ...]
    configuration: str
    memory: str

    @classmethod
    def of(cls, settings: Settings) -> Job:
        """The job that ``settings`` make here and now.

        Raises :class:`~kgbuild.errors.PackError` and :class:`~kgbuild.errors.ConfigError` for what is missing.
        """
        shaped_by = dict(sorted(_shaped_by(settings).items()))
        configuration = settings.configuration(shaped_by)
        memory = sha256(f"{configuration}\n{settings.base}\n{_program()}".encode()).hexdigest()
        return cls(settings, tuple(shaped_by.items()), configuration, memory)

    def packs(self) -> Packs:
        return load_packs(self.settings.packs, self.settings.project)

    def key(self, sha: str, names: tuple[str, ...]) -> str:
        """What the result for an item is remembered by; begins with the SHA-256 of its bytes."""
        return f"{sha}-{sha256('/'.join((self.memory, *names)).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"

    def same_here(self) -> None:
        """Raise :class:`ConfigError` where this process would make something else of a document than the sender."""
        here = Job.of(self.settings)
        if here.memory == self.memory:
            return
        theirs = dict(self.shaped_by)
        other = sorted(name for name, value in here.shaped_by if theirs.get(name) != value) or ["kgbuild"]
        hint = "install the same versions and packs on every worker"
        raise ConfigError("other-worker", ", ".join(other), "differs between this build and its worker", hint)


def _shaped_by(settings: Settings) -> dict[str, str]:
    packs = load_packs(settings.packs, settings.project)
    parts = {"kgbuild": version("kgbuild"), "packs": packs.digest}
    for plugin in of_job(settings):
        if not plugin.built_in:
            parts[f"{plugin.group.rpartition('.')[2]}/{plugin.label}"] = plugin.version
    parts["shapes"] = _digest([file for folder in shape_folders(settings) for file in sorted(folder.glob("*.ttl"))])
    parts["model"] = _model(settings.model)
    if settings.links_file.is_file():
        parts["links.tsv"] = sha256(settings.links_file.read_bytes()).hexdigest()
    candidates = Recorded.read(settings.answers_file).digest
    if candidates:
        parts["answers"] = candidates
    return parts


def shape_folders(settings: Settings) -> list[Path]:
    """The folders of SHACL shapes of the build's packs: those that ship, and the project's own, sorted."""
    roots = {shipped("shapes").resolve(), (settings.project / "shapes").resolve()}
    found = [root / name for root in sorted(roots) for name in settings.packs]
    return [folder for folder in found if folder.is_dir()]


def gate_of(settings: Settings, engine: str = "compiled") -> Gate:
    """The gate that a build with these settings has. Raises :class:`~kgbuild.errors.PackError`."""
    ontology = ontology_quads(load_packs(settings.packs, settings.project).ontologies(), settings.base)
    return Gate(shape_folders(settings), ontology, base=settings.base, engine=engine)


def _digest(files: list[Path]) -> str:
    total = sha256()
    for path in files:
        total.update(f"{path.parent.name}/{path.name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _model(name: str) -> str:
    """Version and file hashes of the spaCy model, from what its installation recorded."""
    try:
        installed = distribution(name.replace("_", "-"))
    except (PackageNotFoundError, ValueError):
        return name
    record = installed.read_text("RECORD") or ""
    lines = sorted(line for line in record.splitlines() if ".pyc" not in line and ".dist-info/" not in line)
    return f"{installed.version} {sha256(chr(10).join(lines).encode()).hexdigest()}"


@cache
def _program() -> str:
    """The digest of the program's own stages, so that a development version forgets what an older one made."""
    package = Path(__file__).resolve().parent.parent
    total = sha256()
    for name in _SHAPING:
        root = package / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and path.suffix != ".pyc":
                total.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    stages = Path(__file__).with_name("stages.py")
    total.update(stages.read_bytes())
    return total.hexdigest()
