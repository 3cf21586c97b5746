"""The page corpus crawled as if it were the live web, or a part of it: completeness, manners, and what a second visit asks."""

from __future__ import annotations

import pytest

from model.records import Visit
from tests.corpus import corpus
from tests.crawler.replay import crawled, environment, manners, replaying, tool

SOURCES = 60  # of 881; `python -m tests.crawler.replay` crawls them all


@pytest.mark.corpus
def test_a_part_of_the_replay() -> None:
    root = corpus("pages").parent
    if not tool(root, "replay.py").exists():
        pytest.skip("needs tools/replay.py beside the corpora")
    with replaying(root) as server, environment(**server.environment):
        visits = [Visit(source=source) for source in server.sources[:SOURCES]]
        first = crawled(visits, delay=0.05)
        log = server.log()
        said = manners(log)
        assert {outcome.state for outcome in first.outcomes} == {"ok"}
        assert len(first.outcomes) == SOURCES
        assert sum(article.reading is not None for article in first.articles) >= 0.99 * said["pages_200"]
        assert (said["open_to_host_max"], said["robots_asked_most"], said["feeds"]) == (1, 1, SOURCES)
        (agent,) = said["agents"]
        assert agent.startswith("showwire/")
        assert "(+https://example.org/bot)" in agent
        second = crawled(first.visits(), robots=first.robots, delay=0.05)
        said = manners(server.log()[len(log) :])
        assert {outcome.state for outcome in second.outcomes} == {"not_modified"}
        assert (said["requests"], said["feeds_conditional"], second.articles) == (SOURCES, SOURCES, [])
        with environment(SSL_CERT_FILE=""):
            third = crawled(visits[:10], delay=0.05)
        assert {outcome.state for outcome in third.outcomes} == {"failed"}
        assert all("certificate verify failed" in outcome.error for outcome in third.outcomes)
