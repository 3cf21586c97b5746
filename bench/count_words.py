"""Counts in how many headlines each word stands, for pipelines/word_counts.txt. Run by hand; the file is frozen once shipped.

    python -m bench.count_words < headlines.txt > pipelines/word_counts.txt

Only words in at least three headlines are kept: counts, no headline can be read back from them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from model.text import fold
from pipelines.facts import facts
from pipelines.titles import shown, words_of

FEWEST = 3
# Words of the trade are common in what is compared here, though general headlines hardly have them.
TRADE = (
    "series drama show season cast casts trailer teaser netflix premiere premieres release date star stars actor actress film filming movie "
    "episode finale recap review interview poster director writer streaming korean k-drama kdrama zombie thriller webtoon new returns joins confirmed "
    "시즌 드라마 시리즈 넷플릭스 배우 감독 출연 예고편 티저 촬영 공개 확정 합류 제작 시청률 방송 주연 캐스팅 "
    "temporada serie estreno reparto tráiler rodaje staffel serie folge trailer start dreharbeiten сезон сериал сериала трейлер "
    "シーズン ドラマ 配信 予告 出演 決定 公開 saison série bande annonce"
)
TRADE_SHARE = 0.01  # of all headlines, at least


def count(titles: Iterable[str]) -> tuple[int, Counter[str]]:
    counts: Counter[str] = Counter()
    n = 0
    for title in dict.fromkeys(titles):
        said = facts(fold(shown(title)))
        counts.update({*words_of(said.rest), *said.all})
        n += 1
    for word in words_of(fold(TRADE)):
        counts[word] = max(counts[word], int(n * TRADE_SHARE))
    return n, counts


def main() -> None:
    n, counts = count(line.strip() for line in sys.stdin if line.strip())
    print("# In how many headlines each word stands. Made by bench/count_words.py from open corpora; see docs/choices.md. Frozen.")
    print(f"* {n}")
    for word, k in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if k >= FEWEST:
            print(word, k)


if __name__ == "__main__":
    main()
