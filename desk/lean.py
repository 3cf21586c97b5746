"""What is sent without what only its authors need: indentation of templates, comments and blanks of the style sheets and the script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC = Path(__file__).parent / "static"
FILES = {"desk.css": "text/css", "pages.css": "text/css", "desk.js": "text/javascript"}
_INDENT = re.compile(r"(?m)^[ \t]+")
_CSS = ((r"/\*.*?\*/", ""), (r"\s+", " "), (r" ?([{};,]) ?", r"\1"), (r": ", ":"), (r";}", "}"))
_JS = (
    (r"(?m)^[ \t]+", ""),
    (r"(?m)^//.*\n", ""),
    (r"(?m) // .*$", ""),
    (r" (=>|===|&&|\|\||[=?:]) ", r"\1"),
    (r"\n+", "\n"),
    (r"([;{,])\n", r"\1"),
)


class Lean(FileSystemLoader):
    """Templates without the indentation of their source, which would be a tenth of every page."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, current = super().get_source(environment, template)
        return _INDENT.sub("", source), name, current


def lean(name: str) -> bytes:
    """A static file as it is sent. No text of the script spans lines or has a comment or an operator between blanks in it, none of the style sheets such signs."""
    text = (STATIC / name).read_text(encoding="utf-8")
    for pattern, instead in _CSS if name.endswith(".css") else _JS:
        text = re.sub(pattern, instead, text, flags=re.DOTALL if name.endswith(".css") else 0)
    return text.encode()


def static_routes() -> list[Route]:
    """The style sheets and the script, read once."""

    def served(name: str, kind: str) -> Route:
        body = lean(name)

        async def answer(request: Request) -> Response:
            return Response(body, media_type=kind)

        return Route(f"/static/{name}", answer)

    return [served(name, kind) for name, kind in FILES.items()]
