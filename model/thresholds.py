"""`grouping:` of series.yaml: the scores from which articles are one story."""

from __future__ import annotations

from model.strict import Complaints, Form
from model.watched import Thresholds

KEYS = ("same", "ask", "alike")


def thresholds_of(top: Form, complaints: Complaints) -> Thresholds:
    """What the file says, or what holds without it."""
    usual = Thresholds()
    if not top.has("grouping"):
        return usual
    form = Form(top.fields["grouping"][1], "grouping", complaints, KEYS)
    same, ask, alike = (form.whole(key, getattr(usual, key), 1, 100) for key in KEYS)
    if ask > same:
        form.wrong("ask", "must not be above `same`: what is one story is not asked about")
    return Thresholds(same=same, ask=ask, alike=alike)
