# SPDX-License-Identifier: EUPL-1.2
"""Sources: listed, set up with a preview, fed with files, asked now, put to rest."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.stadtdaten.forms import sources as forms
from mittendrin.apps.stadtdaten.services import source_setup, source_words, sources
from mittendrin.apps.stadtdaten.services.source_words import SourceRefused
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.access import role_required
from mittendrin.web.forms import posted


@require_safe
@never_cache
@role_required(Role.EDITOR)
def listing(request: HttpRequest) -> HttpResponse:
    """List the sources and how they do."""
    titles = dict(sources.kinds())
    rows = [(one, titles.get(one.kind, one.kind), _problem(one.problem)) for one in sources.listed()]
    return render(request, "stadtdaten/sources.html", {"rows": rows})


def _problem(text: str) -> str:
    """Return the problem of a source in words; counts of rows that were left out as they are."""
    kind, _colon, detail = text.partition(": ")
    return source_words.words_for(kind, detail) if text and "," not in kind and not kind[-1:].isdigit() else text


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.EDITOR)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a source with a file or an address."""
    form = forms.SourceForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            upload = form.cleaned_data["sample"]
            needs = wanted.kind == sources.TABLE
            sample = (
                upload.read()
                if upload
                else source_setup.sample_of(wanted.url, private=wanted.private)
                if needs
                else b""
            )
            made = source_setup.create(wanted, sample)
        except SourceRefused as error:
            form.add_error("sample" if form.cleaned_data["sample"] else "url", source_words.words_of(error))
        else:
            return redirect("stadtdaten:source", made.pk)
    context = {"form": form, "examples": sources.examples().items()}
    return render(request, "stadtdaten/source_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.EDITOR)
def source(request: HttpRequest, number: int) -> HttpResponse:
    """Say what the columns mean, with a preview; saving lets the source begin."""
    found = sources.source_of(number)
    if found is None:
        raise Http404
    before = source_setup.map_of(found.mapping)
    shown = source_setup.preview(found, before)
    form = forms.MapForm(shown.columns, posted(request), initial=forms.map_initial(before))
    columns = forms.column_forms(shown.columns, before, posted(request))
    wrong = False
    if request.method == "POST" and found.kind == sources.TABLE:
        wrong = not all([form.is_valid(), *(one.is_valid() for _column, one in columns)])
        if not wrong:
            wanted = form.wanted(before, forms.series_said(columns))
            shown = source_setup.preview(found, wanted)
            wrong = shown.refused is not None or shown.values == 0
            if not wrong and "speichern" in request.POST:
                source_setup.save(found, wanted)
                messages.success(request, _("Die Quelle ist eingerichtet."))
                return redirect("stadtdaten:source", number)
    context = {
        "source": found, "form": form, "columns": columns, "preview": shown, "is_table": found.kind == sources.TABLE,
        "kind": dict(sources.kinds()).get(found.kind, found.kind), "problem": _problem(found.problem),
        "refused": source_words.words_of(shown.refused) if shown.refused and found.kind == sources.TABLE else "",
        "problems": [(source_words.words_for(kind), count) for kind, count in shown.problems.most_common()],
    }  # fmt: skip
    return render(request, "stadtdaten/source.html", context, status=422 if wrong else 200)


@require_POST
@role_required(Role.EDITOR)
def feed(request: HttpRequest, number: int) -> HttpResponse:
    """Read a file into a source."""
    found = sources.source_of(number)
    if found is None:
        raise Http404
    upload = request.FILES.get("datei")
    if upload is None or not found.active:
        messages.error(
            request, _("Wählen Sie eine Datei.") if found.active else _("Richten Sie die Quelle zuerst ein.")
        )
        return redirect("stadtdaten:source", number)
    try:
        report = sources.read_file(found, upload.read())
    except SourceRefused as error:
        messages.error(request, source_words.words_of(error))
        return redirect("stadtdaten:source", number)
    messages.success(request, _report_words(report))
    return redirect("stadtdaten:source", number)


def _report_words(report: sources.Report) -> str:
    if report.unchanged:
        return _("Es gibt nichts Neues.")
    words = {"new": report.new, "same": report.same + report.changed, "left": report.problems.total()}
    return _("%(new)s Messwerte neu, %(same)s waren schon da, %(left)s ausgelassen.") % words


@require_POST
@role_required(Role.EDITOR)
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a source now, put it to rest, or let it go on."""
    found = sources.source_of(number)
    if found is None:
        raise Http404
    what = request.POST.get("was")
    if what == "fragen" and found.url and found.active:
        report = sources.ask(found)
        if report:
            messages.success(request, _report_words(report))
        else:
            messages.error(request, _problem(found.problem))
    elif what in {"ruhen", "weiter"} and (found.kind != sources.TABLE or found.mapping):
        source_setup.set_active(found, what == "weiter")
        messages.success(request, _("Die Quelle ruht.") if what == "ruhen" else _("Die Quelle läuft wieder."))
    return redirect("stadtdaten:source", number)
