# SPDX-License-Identifier: EUPL-1.2
"""The deadline that follows from a span of time ("binnen 14 Tagen nach Zugang"), with the rule shown."""

from __future__ import annotations

from datetime import date

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.contracts.block import Alternative, Answer, Reason, no_answer
from mittendrin.core.dates.periods import Deadline, deadline, german
from mittendrin.core.dates.spans import Span, find_spans
from mittendrin.core.text import sentence

_ASK = label("spans.ask")
_REMEDY = label("spans.remedy")
_NOT_OURS = label("spans.not_ours")
_LEAD = label("spans.lead")
_SHARE = {0: 0.3, 1: 0.5, 2: 0.65, 3: 0.75, 4: 0.8}
_LEAST = 2
_LONG_DAYS = 400


def computed(layout: Layout, letter_day: date | None, stamped: date | None = None) -> Answer[str]:
    """Return the last day of the span that binds the town, with each step of the calculation as a reason.

    stamped: day of the stamp of receipt. Without one the day of receipt is what is known of the document
    (``received``, for e-mails ``sent``), else the letter's date: then the reasons say that it was assumed.
    """
    received, assumed = (stamped, False) if stamped else _received(layout, letter_day)
    if received is None:
        return no_answer("nothing", "Eine Frist, die zu berechnen wäre, wird nicht genannt.")
    scored = sorted(((_points(layout, span), span) for span in find_spans(layout.text)), key=lambda one: -one[0])
    options = [
        (points, span, found)
        for points, span in scored
        if points >= _LEAST and (found := _end(span, received, letter_day, layout.plan.state)) is not None
    ]
    if not options:
        return no_answer("nothing", "Eine Frist, die zu berechnen wäre, wird nicht genannt.")
    points, span, found = options[0]
    others = tuple(
        Alternative(other.day.isoformat(), 0.2, (_quoted(layout, one),))
        for _, one, other in options[1:3]
        if other.day != found.day
    )
    return Answer(
        found.day.isoformat(), _SHARE.get(points, 0.8), _reasons(layout, span, found, received, assumed), False, others
    )


def _received(layout: Layout, letter_day: date | None) -> tuple[date | None, bool]:
    for name in ("received", "sent"):
        try:
            return date.fromisoformat(layout.document.known.get(name, "")[:10]), False
        except ValueError:
            continue
    return letter_day, True


def _points(layout: Layout, span: Span) -> int:
    begin, stop = layout.sentence(span.start, span.end)
    sentence = layout.skeleton[begin:stop].replace("\n", " ")
    points = 2 if _LEAD.search(layout.skeleton[span.start : span.end]) else 0
    points += bool(_ASK.search(sentence)) + (span.event in ("received", "invoice", "letter"))
    return points - 2 * bool(_NOT_OURS.search(sentence)) - bool(_REMEDY.search(sentence))


def _end(span: Span, received: date, letter_day: date | None, state: str) -> Deadline | None:
    event = letter_day if span.event in ("invoice", "letter") and letter_day else received
    try:
        found = deadline(event, span.period, state)
    except ValueError:
        return None
    return found if (found.day - event).days <= _LONG_DAYS else None


def _quoted(layout: Layout, span: Span) -> Reason:
    words = " ".join(layout.text[span.start : span.end].split())
    return Reason("span", "im Brief steht: „%(words)s“", {"words": words}, layout.marks(span.start, span.end), 3.0)


def _reasons(layout: Layout, span: Span, found: Deadline, received: date, assumed: bool) -> tuple[Reason, ...]:
    steps = [Reason("deadline-step", step.text, step.values, weight=2.0) for step in found.steps]
    if assumed and span.event not in ("invoice", "letter"):
        text = sentence("Der Tag des Eingangs ist nicht bekannt; angenommen ist das Datum des Briefes, der %(day)s.")
        steps.append(Reason("assumed", text, {"day": german(received)}, weight=1.0))
    return (_quoted(layout, span), *steps)
