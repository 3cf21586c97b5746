"""For whatever text: each mention that is found, stored or published is proven by the text of its version."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from model.records import Judged
from pipelines.extract import extract
from store.store import Store
from tests.building import NOW, a_filing
from tests.pipelines.told import SALT

WORDS = """Seo Yi-rang|Moon Tae-joo|서이랑|문태주가|Nam Do-eun (남도은)|joins|returns as|Kang Bit-na|will not return|is rumoured|Kim Min-jae
|12 September 2026|next Friday|오는 12일|来月|no longer|2026|season 2|시즌2|premieres on|denied|Pelago said|renewed|ten episodes
|.|,|\n|\"|’|\u200b|\ufeff|e\u0301|\U0001f600|\r\n|…|(|)|『|』|and|the|Salt Road"""
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS.replace("\n|", "|").split("|")), st.text(max_size=8)), max_size=40).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.sampled_from(["en", "ko", "ja", "es", "de", ""])), min_size=1, max_size=4))
def test_every_mention_is_proven(tmp_path_factory, texts: list[tuple[str, str]]) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("proofs")
    with Store.open(folder / "news.db") as store:
        store.claims.knows((SALT,))
        for number, (body, language) in enumerate(texts):
            judged = (Judged(series=SALT.slug, score=90),)
            filing = a_filing(f"k{number}", body=body, language=language, mentions=(), published_day="2026-03-04", judged=judged)
            found = extract(filing, (SALT,))
            for m in found.mentions:
                assert 0 <= m.quote_start <= m.start < m.end <= m.quote_end <= len(found.text)
            store.filings.save(found, NOW)
        store.queue.approve_all("mina", NOW)
        assert store.check() == []
        for table in ("cast_mentions", "date_mentions", "claim_evidence"):
            for row in store.public.rows(table):
                text = store.text_of(row["article_id"], row["version"])
                assert text is not None
                assert row["quote"] == text[row["start"] : row["end"]] != ""
