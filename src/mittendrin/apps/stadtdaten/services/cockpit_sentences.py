# SPDX-License-Identifier: EUPL-1.2
"""What a tile says: the line of its state, and one or two plain sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services.cockpit_kinds import Limit
from mittendrin.apps.stadtdaten.services.cockpit_readings import Band, Reading, State
from mittendrin.apps.stadtdaten.services.cockpit_words import (
    amount,
    clock,
    day_and_clock,
    decimals_of,
    figure,
    unit_of,
    weekday,
    weekday_hour,
)
from mittendrin.core.instants import HOUR


def state_line(reading: Reading, now: int) -> str:
    """Return the words beside the sign: how the value stands to limit and to what is usual."""
    if reading.state is State.SILENT:
        if reading.until is None:
            return _("noch kein Wert")
        return _("schweigt seit %(time)s") % {"time": day_and_clock(reading.until, now)}
    if reading.state is State.UNKNOWN:
        return _("noch kein Wert") if reading.until is None else _("zuletzt keine Zahl")
    standing = reading.standing
    if standing is not None and (standing.broken or standing.near):
        return _to_limit(reading)
    if reading.usual is not None:
        return _to_usual(reading, now)
    if standing is not None:
        return _to_limit(reading)
    if reading.state is State.NEAR:
        return _("fast nichts mehr")
    return _("gemessen")


def _to_limit(reading: Reading) -> str:
    standing = reading.standing
    if standing is None:
        return ""
    limit = standing.limit
    values = {"distance": distance(reading, standing.value - limit.value), "limit": _(limit.name)}
    if standing.broken:
        if limit.low:
            return _("%(limit)s um %(distance)s unterschritten") % values
        return _("%(limit)s um %(distance)s überschritten") % values
    if standing.near:
        if reading.kind.key == "water_level":
            return _("noch %(distance)s bis %(limit)s") % values
        return _("%(limit)s fast erreicht") % values
    return _("%(limit)s eingehalten") % values


def distance(reading: Reading, difference: float) -> str:
    """Return a difference without sign in a handy unit: metres of water as centimetres."""
    size = abs(difference)
    if unit_of(reading) == "m" and size < 1:
        return f"{figure(size * 100, 0)}\N{NO-BREAK SPACE}cm"
    return amount(reading, size)


def _to_usual(reading: Reading, now: int) -> str:
    place = reading.against_usual
    usual, value = reading.usual, reading.value
    if usual is None or value is None or place == 0:
        return _("wie üblich")
    if reading.kind.worse == "low" and place < 0:
        return _("wenig für %(when)s") % {"when": weekday_hour(now)}
    if reading.kind.worse == "low":
        return _("viel für %(when)s") % {"when": weekday_hour(now)}
    if reading.kind.today and usual.middle >= 20:
        share = round(100 * abs(value - usual.middle) / usual.middle)
        if share < 200:
            words = _("%(share)s mehr als üblich") if place > 0 else _("%(share)s weniger als üblich")
            return words % {"share": f"{share}\N{NO-BREAK SPACE}%"}
    return _("mehr als üblich") if place > 0 else _("weniger als üblich")


def sentence(reading: Reading, now: int) -> str:
    """Return what the tile says in plain words; never more than three short sentences."""
    if reading.state is State.SILENT:
        return _silent(reading)
    if reading.state is State.UNKNOWN or reading.value is None:
        return _("Hier kam noch kein Wert an.") if reading.until is None else _("Zuletzt kam keine Zahl an.")
    parts = [_free(reading, now), _trend(reading), _ahead(reading, now), _usual(reading, now), _allowed(reading)]
    return " ".join([part for part in parts if part][:3])


def _silent(reading: Reading) -> str:
    if reading.newest is None:
        return _("Hier kam noch kein Wert an.") if reading.until is None else _("Zuletzt kam keine Zahl an.")
    last = _("Letzter Wert: %(value)s.") % {"value": amount(reading, reading.newest)}
    cause = reading.extra.get("cause", "")
    return f"{last} {cause}".strip()


def _free(reading: Reading, now: int) -> str:
    """Say how many of all places are free."""
    if reading.kind.worse != "low" or reading.capacity is None or reading.value is None:
        return ""
    values = {
        "where": where(reading),
        "free": figure(reading.value, 0),
        "all": figure(reading.capacity, 0),
        "when": weekday_hour(now),
    }
    if reading.kind.key == "charging_free":
        return _("%(where)s sind %(free)s von %(all)s Ladepunkten frei.") % values
    if reading.kind.key == "bikes_free":
        return _("%(where)s stehen %(free)s von %(all)s Rädern.") % values
    place = reading.against_usual
    if place < 0:
        return _("%(where)s sind %(free)s von %(all)s Plätzen frei, für %(when)s wenig.") % values
    if place > 0:
        return _("%(where)s sind %(free)s von %(all)s Plätzen frei, für %(when)s viel.") % values
    return _("%(where)s sind %(free)s von %(all)s Plätzen frei.") % values


def where(reading: Reading) -> str:
    """Return where something is, with the preposition that its name takes."""
    name = reading.stream.thing.name
    values = {"name": name}
    if name.startswith(("Parkhaus", "P+R-Parkhaus")):
        return _("Im %(name)s") % values
    if name.startswith(("Parkplatz", "P+R")):
        return _("Auf dem %(name)s") % values
    if name.startswith("Tiefgarage"):
        return _("In der %(name)s") % values
    return _("Bei „%(name)s“") % values


def _trend(reading: Reading) -> str:
    """Say how the value changed, where it changed more than it usually does."""
    change = reading.change
    if change is None or reading.kind.today or reading.kind.worse == "low" or reading.mean_hours > 1:
        return ""
    spread = (reading.usual.high - reading.usual.low) if reading.usual else abs(reading.newest or 0) * 0.3
    if abs(change) < max(0.5 * spread, 2 * 10.0 ** -decimals_of(reading)):
        return ""
    values = {"change": distance(reading, change), "hours": reading.kind.trend_hours}
    if reading.kind.trend_hours == 24:
        return (
            _("Seit gestern %(change)s gestiegen.") if change > 0 else _("Seit gestern %(change)s gefallen.")
        ) % values
    up, down = _("In %(hours)s Stunden %(change)s gestiegen."), _("In %(hours)s Stunden %(change)s gefallen.")
    return (up if change > 0 else down) % values


def _ahead(reading: Reading, now: int) -> str:
    """Say what the forecast says: a limit or the last place that is reached, else where it goes within 12 hours."""
    soon = [band for band in reading.bands if now < band.start <= now + 12 * HOUR]
    if not soon or reading.kind.today or reading.mean_hours > 1:
        return ""
    if reading.kind.worse == "low" and reading.capacity:
        full = next((band for band in soon if band.mean <= 0.05 * reading.capacity), None)
        return _("Gegen %(time)s wird es voll.") % {"time": clock(full.start)} if full else ""
    for limit in reading.limits:
        first = next((band for band in soon if limit.broken(band.mean)), None)
        if first and reading.newest is not None and not limit.broken(reading.newest):
            return _("Gegen %(time)s wird wohl erreicht: %(limit)s.") % {
                "time": clock(first.start),
                "limit": _(limit.name),
            }
    return _span(reading, soon[-1]) if reading.limits or reading.kind.worse == "high" else ""


def _span(reading: Reading, band: Band) -> str:
    decimals = decimals_of(reading)
    values = {"time": clock(band.start), "low": figure(band.low, decimals), "high": amount(reading, band.high)}
    return _("Um %(time)s wohl %(low)s bis %(high)s.") % values


def _usual(reading: Reading, now: int) -> str:
    """Say what is usual where the state line does not say it already."""
    usual = reading.usual
    if usual is None or (reading.kind.worse == "low" and reading.capacity is not None):
        return ""
    decimals = decimals_of(reading)
    low, high = (
        figure(max(usual.low, 0.0) if usual.low > -0.5 * 10**-decimals else usual.low, decimals, aligned=True),
        figure(usual.high, decimals, aligned=True),
    )
    if reading.kind.today:
        if round(usual.high, decimals) == 0:
            return ""
        return _("Bis zu dieser Uhrzeit sind am %(day)s %(low)s bis %(high)s üblich.") % {
            "day": weekday(now), "low": low, "high": high,
        }  # fmt: skip
    if low == high:
        return _("Üblich für diese Zeit: %(low)s.") % {"low": low}
    return _("Üblich für diese Zeit sind %(low)s bis %(high)s.") % {"low": low, "high": high}


def _allowed(reading: Reading) -> str:
    """Say what the limit is."""
    limit = reading.standing.limit if reading.standing else None
    return limit_sentence(reading, limit) if limit else ""


def limit_sentence(reading: Reading, limit: Limit) -> str:
    """Return a limit in words: its name, its value, what counts."""
    values = {"limit": _(limit.name), "value": amount(reading, limit.value, _plain(limit.value)), "hours": limit.hours}
    if limit.hours > 1:
        return _("%(limit)s: %(value)s im Mittel von %(hours)s Stunden.") % values
    return _("%(limit)s: %(value)s.") % values


def _plain(value: float) -> int:
    return 0 if float(value).is_integer() else 2
