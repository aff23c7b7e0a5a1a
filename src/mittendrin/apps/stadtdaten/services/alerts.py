# SPDX-License-Identifier: EUPL-1.2
"""Rules: made, changed, tried on history, and judged as new values come."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import (
    AlertDelivery,
    AlertEvent,
    AlertKind,
    AlertRule,
    Channel,
    Datastream,
    Observation,
)
from mittendrin.apps.stadtdaten.services import access, alerts_hindcast, alerts_record, alerts_unusual, alerts_words
from mittendrin.apps.stadtdaten.services.alerts_judge import (
    CHANGES,
    FORECASTS,
    THRESHOLDS,
    Change,
    Condition,
    Judge,
    episodes,
    worse,
)
from mittendrin.apps.stadtdaten.services.cockpit_readings import Band, bands_of
from mittendrin.core import instants
from mittendrin.core.errors import MittendrinError
from mittendrin.core.instants import DAY, MINUTE
from mittendrin.townhall.accounts.models import Person, Role, Unit

TRIAL_DAYS = 30
MOST_VALUES = 200_000
CATCH_UP = 2 * DAY
"""What is older than this when a rule looks again is not told any more."""
log = logging.getLogger(__name__)


class RuleWrong(MittendrinError):
    """A rule does not fit. field: which one; kind: needed, negative, grade, forecast."""

    def __init__(self, field: str, kind: str) -> None:
        self.field, self.kind = field, kind
        super().__init__(f"{field}: {kind}")


@dataclass(frozen=True)
class Trial:
    """How a rule would have done on history. possible: whether it could be tried at all."""

    possible: bool
    sentence: str = ""
    lines: Sequence[str] = ()
    more: int = 0
    values: int = 0


def may_manage(person: Person | None) -> bool:
    """Return whether somebody may make and change rules."""
    return person is not None and person.is_active and person.has_role(Role.EDITOR, Role.HEAD_OF_UNIT)


def rules() -> QuerySet[AlertRule]:
    """Return all rules with what their lines need."""
    rows = AlertRule.objects.select_related("datastream__thing", "datastream__observed_property", "unit")
    return rows.annotate(
        fired=Count("events", distinct=True),
        wanted=Count("subscriptions", filter=Q(subscriptions__confirmed_at__isnull=False), distinct=True),
    ).prefetch_related("people")


def rule(number: int) -> AlertRule | None:
    """Return one rule."""
    return rules().filter(pk=number).first()


def streams() -> list[tuple[int, str]]:
    """Return id and name of all series that ever had a value, for choosing."""
    rows = Datastream.objects.filter(state__latest_start__isnull=False).select_related("thing", "observed_property")
    return sorted(((row.pk, alerts_words.name_of(row)) for row in rows), key=lambda pair: pair[1].casefold())


def people() -> list[tuple[int, str]]:
    """Return id and name of the people of the house who have an address."""
    rows = Person.objects.filter(is_active=True).exclude(email="").order_by("last_name", "first_name")
    return [(row.pk, row.name) for row in rows]


def units() -> list[tuple[int, str]]:
    """Return id and name of the units that may get a case."""
    return list(Unit.objects.filter(active=True).order_by("order").values_list("pk", "name"))


def draft(values: Mapping[str, Any], of: AlertRule | None = None) -> AlertRule:
    """Return a rule with ``values`` that is not stored yet. Raises RuleWrong."""
    made = of or AlertRule()
    for name in ("kind", "value", "slack", "quiet_from", "quiet_to", "public", "webhook"):
        setattr(made, name, values.get(name))
    made.minutes = values.get("minutes") or 0
    made.slack = values.get("slack") or 0.0
    made.webhook = values.get("webhook") or ""
    stream = Datastream.objects.select_related("thing", "observed_property").filter(pk=values["datastream"]).first()
    if stream is None:
        raise RuleWrong("datastream", "needed")
    made.datastream = stream
    made.unit_id = values.get("unit") or None
    _check(made)
    made.title = (values.get("title") or "").strip() or alerts_words.sentence(made).rstrip(".")[:200]
    return made


def _check(made: AlertRule) -> None:
    if made.kind not in {AlertKind.SILENT, AlertKind.UNUSUAL} and made.value is None:
        raise RuleWrong("value", "needed")
    if made.kind in CHANGES and (made.value or 0) <= 0:
        raise RuleWrong("value", "negative")
    if made.kind in CHANGES | FORECASTS | {AlertKind.SILENT} and not made.minutes:
        raise RuleWrong("minutes", "needed")
    if made.slack < 0:
        raise RuleWrong("slack", "negative")
    if (made.quiet_from is None) != (made.quiet_to is None):
        raise RuleWrong("quiet_to", "needed")
    if made.public and not access.exact_datastreams(access.PUBLIC).filter(pk=made.datastream_id).exists():
        raise RuleWrong("public", "grade")


@transaction.atomic
def save(made: AlertRule, by: Person, people_ids: Iterable[int]) -> AlertRule:
    """Store a rule; it judges what comes from now on."""
    made.made_by = made.made_by or by
    made.checked_to, made.state = instants.now(), {}
    made.save()
    made.people.set(Person.objects.filter(pk__in=list(people_ids), is_active=True))
    log.info("alert.saved rule=%s kind=%s", made.pk, made.kind)
    return made


def switch(made: AlertRule, on: bool) -> None:
    """Switch a rule on or off; what was measured while it was off is not told afterwards."""
    AlertRule.objects.filter(pk=made.pk).update(active=on, checked_to=instants.now(), state={})


def delete(made: AlertRule) -> None:
    """Delete a rule with its events and subscriptions."""
    log.info("alert.deleted rule=%s", made.pk)
    made.delete()


def condition_of(made: AlertRule) -> Condition:
    """Return what the judge needs of a rule."""
    return Condition(made.kind, made.value or 0.0, made.minutes, made.slack)


def _values(made: AlertRule, start: int, end: int) -> list[tuple[int, float]]:
    rows = Observation.objects.filter(
        datastream_id=made.datastream_id, phenomenon_start__gt=start, phenomenon_start__lte=end, result__isnull=False
    )
    ordered = rows.order_by("phenomenon_start", "duration").values_list("phenomenon_start", "result")[:MOST_VALUES]
    return [(at, value) for at, value in ordered if value is not None]


def trial(made: AlertRule, now: int | None = None) -> Trial:
    """Return how often a rule would have fired on what was measured in the last 30 days."""
    moment = now or instants.now()
    if made.kind in FORECASTS:
        return _forecast_trial(made, moment)
    start = moment - TRIAL_DAYS * DAY
    values = _values(made, start, moment)
    flag = alerts_unusual.flag_for(made.datastream, start) if made.kind == AlertKind.UNUSUAL else None
    found = episodes(Judge(condition_of(made), None, flag), values, moment)
    lines = [alerts_words.episode_line(one, made.datastream, moment) for one in found[::-1][:8]]
    return Trial(True, alerts_words.trial_sentence(found, TRIAL_DAYS), lines, max(len(found) - 8, 0), len(values))


def _forecast_trial(made: AlertRule, now: int) -> Trial:
    found = alerts_hindcast.tried(made, condition_of(made), now)
    if found is None:
        return Trial(False)
    days, told = found
    lines = [alerts_words.hindcast_line(one, made.datastream, now) for one in told[::-1][:8]]
    return Trial(True, alerts_words.hindcast_sentence(told, days, now), lines, max(len(told) - 8, 0), days)


def check_all(now: int | None = None) -> int:
    """Judge what came since the last time; return how many rules began to fire."""
    moment = now or instants.now()
    began = 0
    for pk in AlertRule.objects.filter(active=True).values_list("pk", flat=True):
        began += _check_one(pk, moment)
    return began


@transaction.atomic
def _check_one(pk: int, now: int) -> int:
    made = AlertRule.objects.select_for_update().filter(pk=pk, active=True).first()
    if made is None:
        return 0
    start = max(made.checked_to or now, now - CATCH_UP)
    flag = alerts_unusual.flag_for(made.datastream, start) if made.kind == AlertKind.UNUSUAL else None
    judge = Judge(condition_of(made), made.state, flag)
    began = 0
    if made.kind in FORECASTS:
        ahead = _worst_ahead(made, now)
        changes = _forecast(judge, ahead, now) if ahead else []
        began += _note(made, changes, now)
        if ahead:
            alerts_record.by_forecast(made, changes, ahead)
    else:
        newest = start
        if made.kind == AlertKind.SILENT and judge.last is None:
            judge.last = _last_before(made, now)
        for at, value in _values(made, start, now):
            changes = judge.take(at, value)
            began += _note(made, changes, now)
            if flag is not None:
                alerts_record.by_watch(made, changes, flag)
            newest = at
            _worsen(made, judge, value)
        began += _note(made, judge.pass_time(now), now)
        start = newest
    AlertRule.objects.filter(pk=pk).update(checked_to=start, state=judge.state())
    return began


def _last_before(made: AlertRule, now: int) -> int:
    rows = Observation.objects.filter(datastream_id=made.datastream_id, phenomenon_start__lte=now)
    last = rows.order_by("-phenomenon_start").values_list("phenomenon_start", flat=True).first()
    return last if last is not None else now


def _worst_ahead(made: AlertRule, now: int) -> Band | None:
    """Return the worst of the newest forecast within the time that the rule looks ahead; None without one."""
    ahead = [band for band in bands_of(made.datastream, now) if now < band.start <= now + made.minutes * MINUTE]
    upward = condition_of(made).upward
    return max(ahead, key=lambda band: band.mean if upward else -band.mean, default=None)


def _forecast(judge: Judge, worst: Band, now: int) -> list[Change]:
    """Judge the newest forecast by its worst mean."""
    condition, value = judge.condition, worst.mean
    limit, slack = condition.value, condition.slack
    hit = value > limit if condition.upward else value < limit
    over = value <= limit - slack if condition.upward else value >= limit + slack
    if judge.firing and over:
        judge.firing = False
        return [Change(False, now, value)]
    if not judge.firing and hit:
        judge.firing = True
        return [Change(True, now, value)]
    return []


def _note(made: AlertRule, changes: Iterable[Change], now: int) -> int:
    began = 0
    for change in changes:
        if not change.began:
            made.events.filter(ended=None).update(ended=change.at)
            continue
        event, new = AlertEvent.objects.get_or_create(rule=made, began=change.at, defaults={"value": change.value})
        if new:
            began += 1
            _prepare(event)
    if began:
        log.info("alert.fired rule=%s at=%s", made.pk, now)
    return began


def _prepare(event: AlertEvent) -> None:
    """Note whom to tell."""
    made = event.rule
    targets: list[tuple[str, str]] = [(Channel.PERSON, str(pk)) for pk in made.people.values_list("pk", flat=True)]
    if alerts_record.stays_inside(made):
        return _deliver(event, targets)
    if made.public:
        wanted = made.subscriptions.filter(confirmed_at__isnull=False).values_list("pk", flat=True)
        targets += [(Channel.SUBSCRIBER, str(pk)) for pk in wanted]
    if made.webhook:
        targets.append((Channel.WEBHOOK, ""))
    if made.unit_id:
        targets.append((Channel.CASE, str(made.unit_id)))
    return _deliver(event, targets)


def _deliver(event: AlertEvent, targets: Iterable[tuple[str, str]]) -> None:
    now = timezone.now()
    AlertDelivery.objects.bulk_create(
        [AlertDelivery(event=event, channel=channel, target=target, next_try=now) for channel, target in targets],
        ignore_conflicts=True,
    )


def _worsen(made: AlertRule, judge: Judge, value: float) -> None:
    """Keep the worst value of an event that lasts."""
    if not judge.firing or made.kind not in THRESHOLDS:
        return
    event = made.events.filter(ended=None).first()
    if event is None:
        return
    worst = worse(judge.condition, event.value, value)
    if worst != event.value:
        AlertEvent.objects.filter(pk=event.pk).update(value=worst)


def recent_events(limit: int = 30) -> list[AlertEvent]:
    """Return the newest events of all rules."""
    rows = AlertEvent.objects.select_related("rule__datastream__thing", "rule__datastream__observed_property")
    return list(rows.order_by("-began")[:limit])
