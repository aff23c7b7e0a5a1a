# SPDX-License-Identifier: EUPL-1.2
"""Rules and what they say, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.stadtdaten.models import AlertEvent, AlertKind, AlertRule, Datastream
from mittendrin.apps.stadtdaten.services.alerts_hindcast import Told
from mittendrin.apps.stadtdaten.services.alerts_judge import Episode
from mittendrin.apps.stadtdaten.services.cockpit_words import clock, day_and_clock, figure


def with_unit(stream: Datastream, value: float | None) -> str:
    """Return a number of a series with its unit."""
    if value is None:
        return ""
    decimals = 0 if float(value).is_integer() else 2 if abs(value) < 10 else 1
    unit = (stream.unit_symbol or "").strip()
    return f"{figure(value, decimals)}\N{NO-BREAK SPACE}{unit}" if unit else figure(value, decimals)


def span(minutes: int) -> str:
    """Return a length of time in words."""
    if minutes % 1440 == 0 and minutes >= 1440:
        return ngettext("%(n)s Tag", "%(n)s Tage", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0 and minutes >= 60:
        return ngettext("%(n)s Stunde", "%(n)s Stunden", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s Minute", "%(n)s Minuten", minutes) % {"n": minutes}


def name_of(stream: Datastream) -> str:
    """Return what a rule is about: property and thing."""
    return f"{_(stream.observed_property.name)}, {stream.thing.name}"


def sentence(rule: AlertRule) -> str:
    """Return the rule as one sentence."""
    value = with_unit(rule.datastream, rule.value)
    values = {"what": name_of(rule.datastream), "value": value, "span": span(rule.minutes)}
    texts = {
        AlertKind.ABOVE: _("%(what)s liegt über %(value)s"),
        AlertKind.BELOW: _("%(what)s liegt unter %(value)s"),
        AlertKind.RISE: _("%(what)s steigt binnen %(span)s um mindestens %(value)s"),
        AlertKind.FALL: _("%(what)s fällt binnen %(span)s um mindestens %(value)s"),
        AlertKind.SILENT: _("%(what)s meldet sich seit %(span)s nicht"),
        AlertKind.FORECAST_ABOVE: _("%(what)s wird laut Vorhersage binnen %(span)s über %(value)s liegen"),
        AlertKind.FORECAST_BELOW: _("%(what)s wird laut Vorhersage binnen %(span)s unter %(value)s liegen"),
        AlertKind.UNUSUAL: _("%(what)s ist ungewöhnlich"),
    }
    text = texts[AlertKind(rule.kind)] % values
    if rule.kind in {AlertKind.ABOVE, AlertKind.BELOW} and rule.minutes:
        text += " " + _("(mindestens %(span)s lang)") % values
    if rule.slack:
        text += ", " + _("endet nach Rückgang um %(slack)s") % {"slack": with_unit(rule.datastream, rule.slack)}
    return f"{text}."


def event_sentence(event: AlertEvent, now: int) -> str:
    """Return what happened: since when, how bad, whether it is over."""
    values = {"title": event.rule.title, "time": day_and_clock(event.began, now)}
    text = _("%(title)s: seit %(time)s.") % values
    if event.ended is not None:
        values["end"] = day_and_clock(event.ended, now)
        text = _("%(title)s: von %(time)s bis %(end)s.") % values
    if event.value is not None:
        text += " " + _("Wert: %(value)s.") % {"value": with_unit(event.rule.datastream, event.value)}
    return text


def trial_sentence(found: Sequence[Episode], days: int) -> str:
    """Return how often a rule would have fired: "hätte in den letzten 30 Tagen 3-mal ausgelöst"."""
    if not found:
        return _("Diese Regel hätte in den letzten %(days)s Tagen nie ausgelöst.") % {"days": days}
    values = {"n": len(found), "days": days}
    text = ngettext(
        "Diese Regel hätte in den letzten %(days)s Tagen 1-mal ausgelöst.",
        "Diese Regel hätte in den letzten %(days)s Tagen %(n)s-mal ausgelöst.",
        len(found),
    )
    return text % values


def episode_line(one: Episode, stream: Datastream, now: int) -> str:
    """Return one time that a rule would have fired."""
    begin = day_and_clock(one.began, now)
    if one.ended is None:
        text = _("seit %(begin)s") % {"begin": begin}
    else:
        minutes = max((one.ended - one.began) // 60_000_000, 1)
        rounded = minutes if minutes < 120 else round(minutes / 60) * 60
        text = _("%(begin)s, %(span)s lang") % {"begin": begin, "span": span(rounded)}
    return f"{text}: {with_unit(stream, one.worst)}" if one.worst is not None else text


def hindcast_sentence(found: Sequence[Told], days: int, now: int) -> str:
    """Return on how many days a rule about a forecast would have fired, and how often it came so."""
    values = {"n": len(found), "days": days, "time": clock(now), "came": sum(one.came for one in found)}
    if not found:
        return _("Nachgerechnet: An keinem von %(days)s Tagen hätte die Vorhersage um %(time)s ausgelöst.") % values
    text = _("Nachgerechnet: An %(n)s von %(days)s Tagen hätte die Vorhersage um %(time)s ausgelöst.") % values
    return text + " " + _("So gekommen ist es %(came)s-mal.") % values


def hindcast_line(one: Told, stream: Datastream, now: int) -> str:
    """Return one day on which a rule about a forecast would have fired."""
    words = {"time": day_and_clock(one.at, now), "value": with_unit(stream, one.value)}
    if one.came:
        return _("%(time)s: vorhergesagt %(value)s, so gekommen") % words
    return _("%(time)s: vorhergesagt %(value)s, nicht so gekommen") % words


def quiet_words(rule: AlertRule) -> str:
    """Return when nobody is written to; empty without quiet hours."""
    if rule.quiet_from is None or rule.quiet_to is None:
        return ""
    values = {"begin": f"{rule.quiet_from:%H:%M}", "end": f"{rule.quiet_to:%H:%M}"}
    return _("Ruhe von %(begin)s bis %(end)s Uhr") % values
