"""``kgbuild serve``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kgbuild.cli.options import default_build
from kgbuild.errors import EXIT_OK

TOKEN = "KGBUILD_SERVE_TOKEN"  # noqa: S105  # the name of a variable, no secret


@click.command("serve", short_help="Serve a graph: a SPARQL endpoint and pages.")
@click.argument("targets", nargs=-1, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="The address to listen on.")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(0, 65535), metavar="N")
@click.option("--timeout", default=30.0, show_default=True, type=click.FloatRange(0.1), metavar="SECONDS")
@click.option("--jobs", type=click.IntRange(1), default=None, metavar="N", help="Worker processes.")
@click.option("--cors", metavar="ORIGIN", help="The one web origin whose pages may read.")
@click.option("--allow-service", multiple=True, metavar="URL", help="An endpoint that SERVICE may call.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="Another name of this server.")
@click.option("--public", is_flag=True, help="Let anybody read beyond this machine.")
@click.option("--writable", is_flag=True, help="Let a served file be written, by whoever has the token.")
@click.option("--open", "open_browser", is_flag=True, help="Open the pages in a browser.")
def serve_command(
    targets: tuple[Path, ...],
    host: str,
    port: int,
    timeout: float,
    jobs: int | None,
    cors: str | None,
    allow_service: tuple[str, ...],
    allow_host: tuple[str, ...],
    public: bool,
    writable: bool,
    open_browser: bool,
) -> int:
    """Serve a build's folder, or RDF files, until it is interrupted. [default: graph/]

    Beyond this machine a token is asked for, which stands in KGBUILD_SERVE_TOKEN, unless --public is given.

    \b
    kgbuild serve
    kgbuild serve graph --port 0 --open
    kgbuild serve others.ttl more.nq
    """
    from kgbuild.config import load_settings
    from kgbuild.serve.server import run

    settings = load_settings()
    run(
        targets or (default_build(),),
        host=host,
        port=port,
        timeout=timeout,
        jobs=jobs or 0,
        cors=cors,
        allow_service=allow_service,
        allow_host=allow_host,
        token=os.environ.get(TOKEN),
        public=public,
        writable=writable,
        open_browser=open_browser,
        base=settings.base,
        project=settings.project,
    )
    return EXIT_OK
