"""The plug-ins of a build: readers, extractors and linkers, found as entry points.

The built-in ones are declared in ``pyproject.toml`` like anybody's. Finding one imports nothing; only
:meth:`Plugin.load` does. Their order follows from their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from inspect import Parameter, signature
from typing import Any, Final

from kgbuild.config import Settings
from kgbuild.errors import ConfigError
from kgbuild.pack import Packs

READERS: Final = "kgbuild.readers"
EXTRACTORS: Final = "kgbuild.extractors"
LINKERS: Final = "kgbuild.linkers"
OURS: Final = "kgbuild"


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point, with the distribution that declares it and that one's version."""

    group: str
    name: str
    distribution: str
    version: str
    entry: EntryPoint

    @property
    def label(self) -> str:
        """How people and graphs know it: ``kgbuild-rules`` where it is built in, ``their-package:name`` else."""
        return f"{OURS}:{self.name}" if self.built_in else f"{self.distribution}:{self.name}"

    @property
    def built_in(self) -> bool:
        return self.distribution == OURS

    def load(self) -> Any:
        """What the entry point names. Raises whatever importing it raises."""
        return self.entry.load()

    def made(self, packs: Packs, settings: Settings) -> Any:
        """What the plug-in's factory makes of ``packs``; one that takes a keyword ``model`` is told the setting.

        Raises whatever the factory, or importing it, raises.
        """
        factory = self.load()
        return factory(packs, model=settings.model) if _takes_model(factory) else factory(packs)


def _takes_model(factory: Callable[..., Any]) -> bool:
    try:
        named = signature(factory).parameters.get("model")
    except (TypeError, ValueError):  # what is written in C need not tell
        return False
    return named is not None and named.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def plugins(
    group: str, chosen: Sequence[str] = (), select: Callable[..., Iterable[EntryPoint]] = entry_points
) -> list[Plugin]:
    """The plug-ins of ``group``, sorted by label; one that two paths declare alike counts once.

    ``chosen`` names those that are wanted, by name or label; where it is empty, all are. ``select`` gives the entry
    points of a group, for a caller who has already looked through everything that is installed.
    Raises :class:`ConfigError` for a name that none of them has.
    """
    found: dict[tuple[str, str], Plugin] = {}
    for entry in select(group=group):
        name = entry.dist.name if entry.dist else "unknown"
        version = entry.dist.version if entry.dist else "0"
        plugin = Plugin(group, entry.name, name, version, entry)
        found.setdefault((plugin.label, entry.value), plugin)
    installed = [found[key] for key in sorted(found)]
    unknown = set(chosen) - {name for plugin in installed for name in (plugin.name, plugin.label)}
    if unknown:
        known = ", ".join(plugin.label for plugin in installed) or "none"
        message = f"no plug-in of {group} is called {min(unknown)!r}"
        raise ConfigError("no-plugin", group.rpartition(".")[2], message, f"installed: {known}")
    return [p for p in installed if not chosen or p.name in chosen or p.label in chosen]


def of_job(settings: Settings) -> list[Plugin]:
    """All plug-ins that a build with ``settings`` runs."""
    select = entry_points().select
    chosen = ((READERS, ()), (EXTRACTORS, settings.extractors), (LINKERS, settings.linkers))
    return [plugin for group, names in chosen for plugin in plugins(group, names, select)]
