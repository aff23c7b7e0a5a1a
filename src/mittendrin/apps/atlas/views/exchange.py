# SPDX-License-Identifier: EUPL-1.2
"""The data of the Atlas as files, and reading files in."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services import editing, field_labels, problem_words, records
from mittendrin.apps.atlas.services.exchange import importing, names, writing
from mittendrin.apps.atlas.services.exchange.incoming import MAX_BYTES
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import person_of, role_required

DELIMITERS = {"komma": ",", "semikolon": ";"}
MAPPED = ("", "municipality", "project")
KEPT_SECONDS = 3600
SHOWN = 100


def data(request: HttpRequest) -> HttpResponse:
    """Show what can be downloaded, under which licence."""
    counts = editing.counts()
    person = person_of(request)
    context = {
        "formats": [(name, name.upper().replace("GEOJSON", "GeoJSON"), format_note(name)) for name in names.FORMATS],
        "kinds": [(names.list_name(kind), kind, count) for kind, count in counts.items()],
        "total": sum(counts.values()),
        "about": writing.about(),
        "is_editor": person is not None and person.has_role(Role.EDITOR),
    }
    return render(request, "atlas/data.html", context)


def format_note(name: str) -> str:
    """Return what a format is good for."""
    return {
        "json": _("alles in einem Objekt, für Programme"),
        "yaml": _("alles in einem Objekt, gut lesbar"),
        "csv": _("eine Tabelle je Art, gepackt als ZIP"),
        "xlsx": _("ein Blatt je Art, für Excel und LibreOffice"),
        "geojson": _("Orte und Projekte als Punkte, für Karten"),
    }[name]


def download(request: HttpRequest, format_name: str) -> HttpResponse:
    """Answer the file in one format; ``?art=`` for one kind, ``?trennzeichen=semikolon`` and ``?bom=1`` for CSV."""
    name = request.GET.get("art", "")
    kind = names.kind_of(name) if name else ""
    if format_name not in names.FORMATS or (name and not kind) or (format_name == "geojson" and kind not in MAPPED):
        raise Http404(_("Diese Ausgabe gibt es nicht."))
    delimiter = DELIMITERS.get(request.GET.get("trennzeichen", ""), ",")
    options = writing.Options(kind, delimiter, bom=request.GET.get("bom") == "1")
    content = cache.get_or_set(
        f"atlas-export-{records.data_version()}-{format_name}-{kind}-{ord(delimiter)}-{options.bom}",
        lambda: writing.export(format_name, options),
        KEPT_SECONDS,
    )
    is_zip = format_name == "csv" and not kind
    response = HttpResponse(content, content_type="application/zip" if is_zip else names.FORMATS[format_name])
    response.headers["Content-Disposition"] = f'attachment; filename="{writing.file_name(format_name, options)}"'
    response.headers["Link"] = f'<{writing.LICENCE_URL}>; rel="license"'
    return response


@role_required(Role.EDITOR)
def import_file(request: HttpRequest) -> HttpResponse:
    """Check a file and, when wished and free of errors, store its records."""
    kinds = [(kind, field_labels.kind_label(kind, many=True)) for kind in editing.counts()]
    context: dict[str, Any] = {"kinds": kinds, "dry_run": True, "megabytes": MAX_BYTES // 1_000_000}
    if request.method != "POST":
        return render(request, "atlas/editing/import.html", context)
    file, kind = request.FILES.get("_file"), names.kind_of(request.POST.get("_kind", ""))
    context |= {"dry_run": "_dry_run" in request.POST, "kind": kind}
    if file is None:
        context["missing"] = True
        return render(request, "atlas/editing/import.html", context, status=422)
    name = (file.name or "datei")[-80:]
    if (file.size or 0) > MAX_BYTES:
        report = importing.ImportReport(problems=[importing.too_large(name)])
    else:
        batch = importing.read_bytes(file.read(), name, kind)
        comment = _("Datei %(name)s") % {"name": name}
        report = importing.run(batch, person=person_of(request), comment=comment, dry_run=context["dry_run"])
    words = [problem_words.describe(problem) for problem in report.problems]
    rows = [
        (field_labels.kind_label(kind, many=True), report.new[kind], report.changed[kind], report.unchanged[kind])
        for kind in editing.counts()
        if report.new[kind] + report.changed[kind] + report.unchanged[kind]
    ]
    context |= {"report": report, "problems": words[:SHOWN], "more": max(0, len(words) - SHOWN), "rows": rows}
    context |= {"name": name, "count": len(words)}
    return render(request, "atlas/editing/import.html", context, status=422 if words else 200)
