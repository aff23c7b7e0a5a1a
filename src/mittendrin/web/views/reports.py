# SPDX-License-Identifier: EUPL-1.2
"""Reports of visitors, for administrators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mittendrin.townhall.accounts.models import Role
from mittendrin.townhall.feedback import services
from mittendrin.townhall.feedback.models import Feedback
from mittendrin.web.access import person_of, role_required

administrators = role_required(Role.ADMINISTRATOR)


@administrators
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports that are open, or those done."""
    done = request.GET.get("state") == "done"
    page = Paginator(services.reports(done), 20).get_page(request.GET.get("page"))
    return render(request, "web/reports.html", {"page": page, "done": done})


@administrators
@require_POST
def report_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a report as done, or as open again."""
    if person := person_of(request):
        services.settle(get_object_or_404(Feedback, pk=pk), person, request.POST.get("done") == "on")
    return redirect("web:reports")
