"""How good the answers of `try` are on the open corpora: the scorers beside them, and our own comparison where they have none."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import Row, Unmeasured
from bench.replayed import tool

ROOT = Path(__file__).parents[1]
Json = dict[str, Any]


def corpora() -> Path:
    folder = os.environ.get("SHOWWIRE_CORPUS", "")
    if not folder:
        raise Unmeasured("needs the corpora ($SHOWWIRE_CORPUS)")
    return Path(folder)


def lines(path: Path) -> list[Json]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def tried(kind: str, records: list[Json], *options: str) -> list[Json]:
    """What `showwire try KIND --jsonl` answers; one answer a line, in order."""
    command = [sys.executable, "-m", "desk.cli", "--dir", str(ROOT), "try", kind, "--jsonl", *options]
    stdin = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if [a["id"] for a in answers] != [r.get("id") for r in records]:
        raise RuntimeError(f"try {kind} did not answer line by line")
    return answers


def scored(scorer: str, *arguments: str) -> Json:
    """A scorer's JSON."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as out:
        flags = ["--json", out.name] if scorer == "score_pages.py" else ["--json"]
        done = subprocess.run([sys.executable, str(tool(scorer)), *arguments, *flags], capture_output=True, text=True, check=True)
        text = Path(out.name).read_text(encoding="utf-8") or done.stdout
    found: Json = json.loads(text)
    return found


def told(answers: list[Json], folder: Path, name: str) -> str:
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in answers), encoding="utf-8")
    return str(path)


def share(what: str, truth: list[Json], answers: list[Json], right: Callable[[Json, Json], bool]) -> Row:
    good = sum(right(t, a) for t, a in zip(truth, answers, strict=True))
    return Row(f"try {what}: right", f"{good / len(truth):.3f}", f"{good} of {len(truth)}; {sum('error' in a for a in answers)} errors")


def rows() -> list[Row]:
    corpus = corpora()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        return [
            *_pages(corpus, scratch),
            *_feeds(corpus, scratch),
            *_stories(corpus, scratch),
            *_mentions(corpus, scratch),
            *_names(corpus, scratch),
            *_rest(corpus),
        ]


def _pages(corpus: Path, scratch: Path) -> Iterator[Row]:
    truth = corpus / "pages" / "truth.jsonl"
    records = [{key: r[key] for key in ("id", "file", "url", "content_type") if r.get(key)} for r in lines(truth)]
    said = told(tried("pages", records, "--base", str(corpus / "pages")), scratch, "pages")
    found = scored("score_pages.py", str(truth), said)["overall"]
    for metric in ("title_exact", "title_fuzzy", "date_right", "date_zoned", "author_f1", "body_f1", "seg_f1"):
        yield Row(f"try pages: {metric}", f"{found[metric]:.3f}", f"{found['pages']} pages")


def _feeds(corpus: Path, scratch: Path) -> Iterator[Row]:
    folder = corpus / "feeds" / "feeds"
    said = told(tried("feeds", lines(folder / "truth.jsonl"), "--base", str(folder)), scratch, "feeds")
    yield Row("try feeds", "", json.dumps(scored("score_feeds.py", str(folder), "--pred", said))[:400])


def _stories(corpus: Path, scratch: Path) -> Iterator[Row]:
    composed = scratch / "pairs_tv_composed.jsonl"
    hard = [line for path in sorted((corpus / "stories").glob("pairs_tv_*.jsonl.gz")) for line in lines(path)]
    told(hard, scratch, composed.stem)
    for path in [composed, *sorted((corpus / "stories").glob("pairs_headlines_*.jsonl.gz"))]:
        answers = tried("pairs", lines(path))
        found = scored("score_stories.py", "pairs", str(path), told(answers, scratch, f"{path.stem}.said"))
        yield Row(
            f"try pairs: F1, {path.name.removesuffix('.jsonl.gz')}",
            f"{found['f1']:.3f}",
            f"precision {found['precision']}, recall {found['recall']}",
        )
    for path in sorted((corpus / "stories").glob("clusters_*.jsonl.gz")):
        records = lines(path)
        for record in records:
            record.setdefault("body", record.get("text"))
            if "published_ms" in record:
                record["published"] = dt.datetime.fromtimestamp(record["published_ms"] / 1000, dt.UTC).isoformat()
        answers = tried("stories", sorted(records, key=lambda r: str(r.get("published") or r["id"])))
        found = scored("score_stories.py", "clusters", str(path), told(answers, scratch, path.stem))
        score = next(v for k, v in found.items() if k.endswith("f1") and k.startswith("b"))
        yield Row(f"try stories: B-cubed F1, {path.name.removesuffix('.jsonl.gz')}", f"{score:.3f}", json.dumps(found))


def _mentions(corpus: Path, scratch: Path) -> Iterator[Row]:
    folder = corpus / "mentions"
    for name, options in (("gold_news", ("--people", str(folder / "gold_people.jsonl"))), ("seed_article", ())):
        answers = tried("mentions", lines(folder / f"{name}.jsonl"), "--base", str(folder), *options)
        found = scored("score_mentions.py", str(folder / f"{name}.jsonl"), told(answers, scratch, name))
        for metric, row in found.items():
            if isinstance(row, dict) and "f1" in row:
                yield Row(f"try mentions: {metric} F1, {name}", f"{row['f1']:.3f}", json.dumps(row))


def _names(corpus: Path, scratch: Path) -> Iterator[Row]:
    path = corpus / "mentions" / "name_variants.jsonl"
    asked = [
        {"id": f"{n}|{kind}|{i}", "canonical": r["canonical"], "native": r.get("native") or "", "string": string}
        for n, r in enumerate(lines(path))
        for kind in ("variants", "not_variants")
        for i, string in enumerate(r.get(kind) or ())
    ]
    answers = tried("names", asked)
    for kind, called in (("variants", "attested spellings accepted"), ("not_variants", "other people accepted")):
        said = [a["same"] for a in answers if f"|{kind}|" in a["id"]]
        yield Row(f"try names: {called}", f"{sum(said) / len(said):.3f}", f"{sum(said)} of {len(said)}")


def _rest(corpus: Path) -> Iterator[Row]:
    feeds = corpus / "feeds"
    truth = lines(feeds / "urls" / "pairs.jsonl")
    for number, row in enumerate(truth):
        row.setdefault("id", number)
    yield share("urls", truth, tried("urls", truth), lambda t, a: a.get("same") == t["same"])
    truth = [t for t in lines(feeds / "robots" / "cases.jsonl") if "allowed" in t]
    yield share("robots", truth, tried("robots", truth), lambda t, a: a.get("allowed") == t["allowed"])
    for name, allowed in (("urls", False), ("urls-must-allow", True)):
        said = json.loads((corpus / "hostile" / "links" / f"{name}.json").read_text(encoding="utf-8"))
        said = said["reject_for_fetch"] if isinstance(said, dict) else said
        records = [{"id": n, "url": u} for n, u in enumerate(said)]
        yield share(f"addresses, {name}", records, tried("addresses", records), lambda _, a, want=allowed: a.get("allowed") is want)  # type: ignore[misc]
