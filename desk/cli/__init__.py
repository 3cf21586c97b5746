"""The command line: `showwire [--dir DIR] COMMAND`. The composition root; each command imports only what it runs."""

from __future__ import annotations

import difflib
import logging
import sys
from importlib import import_module
from pathlib import Path

import click

from desk.place import Place
from model.errors import ShowwireError

# Command -> the module that defines it. Listed here so that `status` never pays for importing Scrapy.
COMMANDS = {
    "init": "collect",
    "crawl": "collect",
    "watch": "collect",
    "sources": "sources",
    "try": "trying",
    "rules": "rules",
    "explain": "judge",
    "eval": "rules",
    "reprocess": "archive",
    "archive": "archive",
    "queue": "judge",
    "people": "registry",
    "publish": "publish",
    "serve": "publish",
    "notices": "notices",
    "desk": "people",
    "editors": "people",
    "audit": "audit",
    "status": "operate",
    "healthcheck": "operate",
    "check": "operate",
    "migrate": "operate",
    "backup": "operate",
    "restore": "operate",
}


class Commands(click.Group):
    """A group whose commands are imported when they are run, and that knows what a mistyped one may have meant."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        near = () if args[0] in COMMANDS else difflib.get_close_matches(args[0], COMMANDS, n=1)
        if near:
            ctx.fail(f"No such command '{args[0]}'. Did you mean {near[0]}?")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"desk.cli.{module}"), f"{cmd_name}_command")
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    envvar="SHOWWIRE_DIR",
    show_envvar=True,
    help="Holds sources.yaml, series.yaml and data/ (default: here).",
)
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="How logs are written to stderr.")
@click.option("-v", "--verbose", is_flag=True, help="Say more on stderr.")
@click.version_option(package_name="showwire", prog_name="showwire")
@click.pass_context
def cli(ctx: click.Context, folder: Path, log_format: str, verbose: bool) -> None:
    """The news wire of a TV series: collects, judges, lets editors decide, publishes.

    Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 partly (a source failed), 4 already running,
    5 the database needs `migrate` or is newer than the program, 130 stopped by Ctrl-C.
    """
    ctx.obj = Place(folder)
    _logs(log_format, logging.INFO if verbose else logging.WARNING)


def _logs(how: str, level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    if how == "json":
        import json

        class Json(logging.Formatter):
            def format(self, record: logging.LogRecord) -> str:
                return json.dumps(
                    {"at": self.formatTime(record), "level": record.levelname.lower(), "from": record.name, "says": record.getMessage()},
                    ensure_ascii=False,
                )

        handler.setFormatter(Json())
    else:
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)


def main() -> None:
    """Entry point. Errors an operator can act on become one line and an exit code; bugs propagate."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except KeyboardInterrupt:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except ShowwireError as error:
        click.echo(f"showwire: {error}", err=True)
        if error.hint:
            click.echo(f"  hint: {error.hint}", err=True)
        sys.exit(error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)
