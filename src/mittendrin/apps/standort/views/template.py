# SPDX-License-Identifier: EUPL-1.2
"""The town's own template for papers: brought, fetched back, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.standort.forms.template import TemplateForm
from mittendrin.apps.standort.services import own_template, papers
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def template(request: HttpRequest, person: Person) -> HttpResponse:
    """Show which template counts and take another one."""
    form = TemplateForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["template"]
        try:
            own_template.bring(person, upload.read(), upload.name or "vorlage.docx")
        except papers.BadTemplate:
            form.add_error(
                "template",
                _("Das ist keine DOCX-Vorlage. Speichern Sie das Dokument mit Word oder LibreOffice als .docx."),
            )
        else:
            messages.success(request, _("Die Vorlage gilt ab jetzt für alle Papiere als DOCX."))
            return redirect("standort:template")
    context = {"form": form, "found": own_template.current()}
    return render(request, "standort/template.html", context, status=422 if form.errors else 200)


@require_safe
@for_owners
def template_file(request: HttpRequest, person: Person) -> HttpResponse:
    """Hand out the template that counts."""
    data = own_template.content()
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = 'attachment; filename="vorlage-der-stadt.docx"'
    return response


@require_POST
@for_owners
def forget_template(request: HttpRequest, person: Person) -> HttpResponse:
    """Take the template away."""
    own_template.forget()
    messages.success(request, _("Die Vorlage ist gelöscht. Papiere sehen wieder aus wie mitgeliefert."))
    return redirect("standort:template")
