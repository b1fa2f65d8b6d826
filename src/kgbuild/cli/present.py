"""How a command ends, and how its faults are told: one line on standard error and the right status."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import IO

import click

from kgbuild.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_UNUSABLE, EXIT_USAGE, KgbuildError

DEBUG = "KGBUILD_DEBUG"
_NAME = "kgbuild"


def run_command(command: click.Command, arguments: list[str] | None) -> int:
    """Run the command line; the status that the process should end with.

    Under ``KGBUILD_DEBUG`` a fault of the program's own is raised as it is.
    """
    _utf8(sys.stdout, sys.stderr)
    try:
        returned = command.main(arguments, prog_name=_NAME, standalone_mode=False)
        sys.stdout.flush()
    except KgbuildError as error:
        return tell(error)
    except click.exceptions.Exit as error:
        return int(error.exit_code)
    except click.UsageError as error:
        _line(f"usage: {error.format_message()}", _help_hint(error))
        return EXIT_USAGE
    except click.ClickException as error:
        _line(error.format_message())
        return EXIT_USAGE
    except (KeyboardInterrupt, click.Abort):
        _line("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough. Nothing must be flushed into the closed pipe when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except OSError as error:
        return tell(_from_system(error))
    except Exception as error:  # whatever it is, people get one line
        if os.environ.get(DEBUG):
            raise
        return _internal(error)
    return returned if isinstance(returned, int) else EXIT_OK


def tell(error: KgbuildError) -> int:
    """Print an error that people can do something about; the status that it ends a command with."""
    _line(str(error))
    return error.exit_status


def plain(text: str) -> str:
    """``text`` on one line without anything that a terminal would act on."""
    return "".join(c if c.isprintable() else " " if c in "\r\n\t" else f"\\u{ord(c):04x}" for c in text)


def _line(text: str, hint: str = "") -> None:
    whole = f"{_NAME}: {plain(text)}" + (f" ({plain(hint)})" if hint else "")
    print(whole, file=sys.stderr)  # noqa: T201  # this is where errors are told


def _help_hint(error: click.UsageError) -> str:
    return f"{error.ctx.command_path} --help" if error.ctx is not None else ""


def _from_system(error: OSError) -> KgbuildError:
    place = str(error.filename) if error.filename is not None else "output"
    return KgbuildError("system", place, error.strerror or type(error).__name__, "is there room, and may it be used?")


def _internal(error: Exception) -> int:
    """A fault of ours: a code that two reports of one fault share, and how to report it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f"{os.sep}kgbuild{os.sep}" in f.filename] or list(frames)
    where = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"
    code = sha256(f"{type(error).__name__} {where}".encode()).hexdigest()[:8]
    _line(
        f"internal-{code}: {where}: {type(error).__name__}: {error}",
        f"a fault of kgbuild; please report it with this line and what {DEBUG}=1 shows",
    )
    return EXIT_UNUSABLE


def _utf8(*streams: IO[str]) -> None:
    """Write UTF-8 whatever the locale is; what UTF-8 cannot hold is escaped, never raised."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def out(pieces: Iterable[str]) -> None:
    """Write data to standard output as it comes."""
    for piece in pieces:
        sys.stdout.write(piece)


def note(text: str) -> None:
    """Tell people something that is no data: on standard error."""
    print(plain(text), file=sys.stderr)  # noqa: T201


def on_terminal() -> bool:
    return sys.stdout.isatty()


def width() -> int:
    """Columns for a table: the terminal's, or what ``COLUMNS`` says."""
    import shutil

    return max(40, shutil.get_terminal_size((120, 24)).columns)


def emphasis() -> tuple[str, str]:
    """What starts and ends highlighted words: terminal codes, or guillemets where there is no terminal or NO_COLOR."""
    if on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        return "\x1b[1;7m", "\x1b[0m"
    return "⟦", "⟧"
