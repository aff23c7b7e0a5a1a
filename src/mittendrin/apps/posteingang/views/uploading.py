# SPDX-License-Identifier: EUPL-1.2
"""Letters handed in by people: many files at once, a result for each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mittendrin.apps.posteingang.services import demo_post, intake
from mittendrin.apps.posteingang.services.intake import FileResult, Upload
from mittendrin.apps.posteingang.views.entry import for_people
from mittendrin.townhall.accounts.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def upload(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the form; take files and say what became of each. The browser's script gets the answer as JSON."""
    results: list[FileResult] = []
    problem = ""
    if request.method == "POST":
        files = request.FILES.getlist("datei")
        once = request.POST.get("einmal", "").replace("\x00", "") if len(files) == 1 else ""
        results = intake.take(person, [Upload(one.name or "Brief", one.file, once) for one in files if one.file])
        problem = "" if files else _("Wählen Sie mindestens eine Datei.")
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"results": [_row(one) for one in results], "problem": problem})
    context = {"results": results, "problem": problem, "taken": sum(one.ok for one in results)}
    return render(request, "posteingang/upload.html", context, status=422 if problem else 200)


@require_POST
@for_people
def demo(request: HttpRequest, person: Person) -> HttpResponse:
    """Hand in invented letters in the demo town."""
    taken = sum(one.ok for one in demo_post.hand_in(person, demo_post.SOME))
    if taken:
        sentence = ngettext("%(n)s erfundener Brief ist da.", "%(n)s erfundene Briefe sind da.", taken) % {"n": taken}
        messages.success(request, sentence)
    else:
        messages.error(request, _("Der Ordner samples/letters fehlt; er gehört zum Quelltext."))
    return redirect("posteingang:desk")


def _row(result: FileResult) -> dict[str, str | bool]:
    return {"name": result.name, "ok": result.ok, "sentence": result.sentence, "uuid": result.letter_uuid}
