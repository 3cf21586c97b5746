"""Sends what is due: each target in its own order, targets beside each other; what fails waits longer each time, then is given up."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.targets import Target, Targets
from notices import chat, events, signing, webhooks
from notices.secrets import Secrets, variable
from notices.webhooks import Answer
from store.outbox import Delivery
from store.store import Store

# Seconds until the next try, by the number of tries; then a notice is given up and listed by `status`.
WAITS = (30, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
TRIES_MOST = len(WAITS) + 1
JITTER = 0.2  # of the wait, either way: receivers that were down together are not asked together
ROUND = 200  # notices in one go


@dataclass(frozen=True, slots=True)
class Sent:
    """How a round went."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    withdrawn: int = 0


def send_due(
    store: Store, targets: Targets, secrets: Secrets, clock: Callable[[], dt.datetime], chance: Callable[[], float]
) -> tuple[Sent, tuple[str, ...]]:
    """Send what is due; counts, and a line for each that failed. `chance` gives numbers from 0 to 1."""
    due = store.outbox.due(clock(), ROUND)
    if not due:
        return Sent(), ()
    return asyncio.run(_Round(store, targets, secrets, clock, chance).run(due))


async def deliver(
    target: Target, secrets: Secrets, delivery_event: str, kind: str, body: events.Row, now: dt.datetime, allow: Sequence[str]
) -> Answer:
    """One try."""
    secret = secrets.get(target.secret)
    if not secret:
        return Answer(False, f"there is no secret {target.secret} (${variable(target.secret)})")
    if target.way == "apprise":
        return await chat.say(secret, *events.words(kind, body), allow)
    try:
        keys = signing.keys(secret)
    except signing.BadKey as wrong:
        return Answer(False, f"the secret {target.secret} {wrong}")
    return await webhooks.post(target.url, keys, delivery_event, body, now, allow)


class _Round:
    """One go through what is due."""

    def __init__(
        self, store: Store, targets: Targets, secrets: Secrets, clock: Callable[[], dt.datetime], chance: Callable[[], float]
    ) -> None:
        self._store, self._targets, self._secrets, self._clock, self._chance = store, targets, secrets, clock, chance
        self._counts: dict[str, int] = defaultdict(int)
        self._lines: list[str] = []

    async def run(self, due: Sequence[Delivery]) -> tuple[Sent, tuple[str, ...]]:
        by_target: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in due:
            by_target[delivery.target].append(delivery)
        known = {target.slug: target for target in self._targets.targets}
        await asyncio.gather(*(self._in_order(known.get(slug), found) for slug, found in by_target.items()))
        self._store.outbox.prune(self._clock())
        return Sent(**self._counts), tuple(self._lines)

    async def _in_order(self, target: Target | None, due: Sequence[Delivery]) -> None:
        """Until one fails: who does not answer is not asked for the rest."""
        if target is not None and target.paused:
            return
        for delivery in due:
            if not self._store.outbox.claim(delivery, self._clock()):
                return  # somebody else is sending
            if not await self._one(target, delivery):
                return

    async def _one(self, target: Target | None, delivery: Delivery) -> bool:
        outbox, tries = self._store.outbox, delivery.tries + 1
        body = self._standing(delivery)
        if body is None:
            outbox.ended(delivery.id, "withdrawn", self._clock(), "what it told of is published no longer")
            self._counts["withdrawn"] += 1
            return True
        if target is None:
            answer = Answer(False, "notices.yaml names this target no longer", never=True)
        else:
            answer = await deliver(target, self._secrets, delivery.event, delivery.kind, body, self._clock(), self._targets.allow)
        now = self._clock()
        if answer.ok:
            outbox.ended(delivery.id, "sent", now, answer.said)
            self._counts["sent"] += 1
            return True
        if answer.never or tries >= TRIES_MOST:
            outbox.ended(delivery.id, "dead", now, answer.said)
            self._counts["dead"] += 1
            self._lines.append(f"notice {delivery.id} to {delivery.target} is given up: {answer.said}")
            return answer.never
        wait = max(WAITS[tries - 1] * (1 + JITTER * (2 * self._chance() - 1)), answer.rest)
        outbox.later(delivery.id, now + dt.timedelta(seconds=wait), answer.said)
        self._counts["failed"] += 1
        self._lines.append(f"notice {delivery.id} to {delivery.target}, try {tries} of {TRIES_MOST}: {answer.said}")
        return False

    def _standing(self, delivery: Delivery) -> events.Row | None:
        """The body without changes that were withdrawn since it was written; None where nothing is left."""
        if delivery.kind != "changes":
            return delivery.body
        rows = delivery.body["data"]["changes"]
        gone = self._store.public.editions.withdrawn("changes", [str(row["id"]) for row in rows])
        left = [row for row in rows if str(row["id"]) not in gone]
        return {**delivery.body, "data": {**delivery.body["data"], "changes": left}} if left else None
