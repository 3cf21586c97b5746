"""The front page of the server: where everything is, for people and for programs, before Datasette's own pages."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import jinja2

from exports.pinned import Pinned

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8886}
td:nth-child(2){text-align:right;font-variant-numeric:tabular-nums}
pre{overflow-x:auto;background:#8882;padding:.75rem}
"""
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>{{ style|safe }}</style>
{% if 'stories.atom' in files %}<link rel="alternate" type="application/atom+xml" title="Stories" href="stories.atom">{% endif %}
{% if 'changes.atom' in files %}<link rel="alternate" type="application/atom+xml" title="Changes" href="changes.atom">{% endif %}
<main>
{% if notice %}<p><mark>{{ notice }}</mark></p>
{% endif %}<h1>{{ title }}</h1>
<p>News of a TV series, read, checked and approved by editors: each fact with the quote that proves it.
Published {{ published }}{% if licence %}, <a href="{{ licence_url }}">{{ licence }}</a>{% endif %}.</p>
{% if 'index.html' in files %}<p><a href="index.html">What is believed now</a></p>{% endif %}
<h2>Tables</h2>
<table>
<tr><th scope="col">table</th><th scope="col">rows</th><th scope="col">take it</th></tr>
{% for table, n in rows.items() %}<tr><td><a href="showwire/{{ table }}">{{ table }}</a></td><td>{{ n }}</td>
<td>{% for ending in endings if table ~ '.' ~ ending in files %}<a href="{{ table }}.{{ ending }}">{{ ending }}</a> {% endfor %}</td></tr>
{% endfor %}</table>
<h2>Feeds and files</h2>
<ul>{% for name in others %}<li><a href="{{ name }}">{{ name }}</a></li>{% endfor %}</ul>
<h2>For programs</h2>
<pre>GET /showwire/claims.json?believed=1&amp;_shape=objects   Datasette's JSON: _size, _next, _sort, _facet, _search
GET /showwire/articles.csv                             to the last row
GET /since.json                                        everything; then /since.json?cursor=… for what changed</pre>
</main>
</html>
"""
_SHOWN = ("stories.atom", "stories.json", "changes.atom", "dates.ics", "showwire.db", "manifest.json")
_template = jinja2.Environment(autoescape=True).from_string(_PAGE)
POLICY = f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"


def page(edition: Pinned) -> bytes:
    """The page, from what the manifest says."""
    told: dict[str, Any] = edition.told
    return _template.render(
        style=_STYLE,
        title=told.get("title") or "showwire",
        notice=told.get("notice", ""),
        published=told.get("published", ""),
        licence=told.get("licence", ""),
        licence_url=told.get("licence_url", ""),
        rows=told.get("rows", {}),
        files=edition.files,
        endings=("csv", "json", "ndjson", "parquet"),
        others=[name for name in _SHOWN if name in edition.files],
    ).encode()
