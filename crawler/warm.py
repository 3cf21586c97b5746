"""Imported once by the server that workers are forked from: it reads a page, so that all that loads at first use is loaded."""

from __future__ import annotations

import py3langid

from crawler.pages import read_page

_SENTENCE = b"<p>The second season was announced on Monday, and the cast of the first one returns to it, the studio said. </p>"

read_page(b"<html><body><div><figure></figure>" + 3 * _SENTENCE + b"</div></body></html>", "https://example.org/")
py3langid.classify("The second season was announced on Monday.")
