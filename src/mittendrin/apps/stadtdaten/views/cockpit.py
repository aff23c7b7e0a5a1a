# SPDX-License-Identifier: EUPL-1.2
"""The public cockpit: overview, one series, embedding, foyer, live values."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mittendrin.apps.stadtdaten.services import (
    access,
    cockpit_live,
    cockpit_range,
    cockpit_stream,
    cockpit_tiles,
    finding_verdicts,
)
from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.apps.stadtdaten.services.cockpit_range import Choice
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State
from mittendrin.apps.stadtdaten.services.cockpit_tiles import Cockpit
from mittendrin.core import instants
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required

KIOSK_TILES = 8
staff = role_required(Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR)


def overview(request: HttpRequest) -> HttpResponse:
    """Show what everybody may see."""
    found = cockpit_tiles.cockpit(access.PUBLIC, _language())
    return render(request, "stadtdaten/overview.html", {"cockpit": found, "states": legend(), "live": True})


@staff
@never_cache
def internal(request: HttpRequest) -> HttpResponse:
    """Show all series to the town's own people."""
    found = cockpit_tiles.cockpit(access.INTERNAL, _language())
    return render(request, "stadtdaten/overview.html", {"cockpit": found, "states": legend(), "internal": True})


def kiosk(request: HttpRequest) -> HttpResponse:
    """Show the most important values in large type for a screen in the foyer."""
    found = cockpit_tiles.cockpit(access.PUBLIC, _language())
    return render(request, "stadtdaten/kiosk.html", {"cockpit": found, "tiles": found.tiles[:KIOSK_TILES]})


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer the newest parts as one server-sent event and end."""
    seen = request.headers.get("Last-Event-ID", "")[:80] or request.GET.get("stand", "")[:80]
    text = cockpit_live.event(_language(), seen, _parts)
    response = HttpResponse(text, content_type="text/event-stream; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _parts(found: Cockpit) -> dict[str, str]:
    """Return each part of the page that changes, by the id of its element."""
    parts = {"cockpit-head": found.head, "cockpit-opening": found.opening}
    for tile in found.tiles:
        parts[f"kachel-{tile.number}"] = render_to_string("stadtdaten/parts/tile_body.html", {"tile": tile})
    if found.lead:
        parts["cockpit-lead"] = render_to_string("stadtdaten/parts/lead.html", {"lead": found.lead})
    if found.map:
        parts["cockpit-map"] = render_to_string("stadtdaten/parts/map.html", {"map": found.map})
    return parts


def stream(request: HttpRequest, number: int) -> HttpResponse:
    """Show one series with its history."""
    viewer, reading, choice = _asked(request, number)
    now = instants.now()
    page = cockpit_stream.page(viewer, reading, choice, now)
    context = {
        "page": page,
        "tile": cockpit_tiles.tile(reading, now),
        "files": {form: reverse(f"stadtdaten:stream_{form}", args=[number]) + choice.query for form in ("csv", "svg")},
        "embed_address": request.build_absolute_uri(reverse("stadtdaten:embed", args=[number]) + choice.query),
        "address": request.build_absolute_uri(reverse("stadtdaten:stream", args=[number]) + choice.fixed),
        "interface": f"/sta/v1.1/Datastreams({number})",
        "findings": finding_verdicts.of_stream(number, now) if finding_verdicts.may_say(person_of(request)) else [],
    }
    return render(request, "stadtdaten/stream.html", context)


def embed(request: HttpRequest, number: int) -> HttpResponse:
    """Show one chart alone, for the pages of those sites that the settings name; only what is public."""
    now = instants.now()
    reading = cockpit_stream.one_reading(access.PUBLIC, number, now)
    if reading is None:
        raise Http404
    choice = _choice(request, reading, now)
    page = cockpit_stream.page(access.PUBLIC, reading, choice, now)
    tile = cockpit_tiles.tile(reading, now)
    response = render(request, "stadtdaten/embed.html", {"page": page, "tile": tile})
    if settings.EMBED_ORIGINS:
        response._csp_replace = {"frame-ancestors": settings.EMBED_ORIGINS}  # type: ignore[attr-defined]
        response.xframe_options_exempt = True
    return response


def stream_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Answer the chosen time of a series as CSV."""
    viewer, reading, choice = _asked(request, number)
    response = StreamingHttpResponse(
        cockpit_stream.csv_lines(viewer, reading, choice), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="messreihe-{number}.csv"'
    return response


def stream_svg(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the chart of a series as SVG."""
    viewer, reading, choice = _asked(request, number)
    text = cockpit_stream.drawing(viewer, reading, choice, instants.now())
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="messreihe-{number}.svg"'
    return response


def simulated(request: HttpRequest) -> HttpResponse:
    """Say what "simulated" means."""
    return render(request, "stadtdaten/simulated.html")


def _asked(request: HttpRequest, number: int) -> tuple[Viewer, Reading, Choice]:
    viewer, now = access.viewer_of(person_of(request)), instants.now()
    reading = cockpit_stream.one_reading(viewer, number, now)
    if reading is None:
        raise Http404
    return viewer, reading, _choice(request, reading, now)


def _choice(request: HttpRequest, reading: Reading, now: int) -> Choice:
    key, first, last = (request.GET.get(name, "")[:20] for name in ("zeit", "von", "bis"))
    return cockpit_range.chosen(key, first, last, reading, now)


def _language() -> str:
    return get_language() or "de"


def legend() -> list[dict[str, Any]]:
    """Return signs and words of the states."""
    words = {
        State.OVER: _("über der Grenze"),
        State.NEAR: _("nahe dran"),
        State.USUAL: _("üblich"),
        State.SILENT: _("schweigt"),
    }
    return [{"state": state, "word": word} for state, word in words.items()]
