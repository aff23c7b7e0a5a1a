# SPDX-License-Identifier: EUPL-1.2
"""All addresses: each app brings its own."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="atlas:start"), name="home"),
    path("", include("mittendrin.web.urls")),
    path("atlas/", include("mittendrin.apps.atlas.urls")),
    path("", include("mittendrin.apps.opendata.urls.catalog")),
    path("daten/", include("mittendrin.apps.opendata.urls.portal")),
    path("ki-register/", include("mittendrin.apps.kiregister.urls")),
    path("posteingang/", include("mittendrin.apps.posteingang.urls")),
    path("standort/", include("mittendrin.apps.standort.urls")),
    path("stadtdaten/", include("mittendrin.apps.stadtdaten.urls")),
    path("vorgaenge/", include("mittendrin.apps.vorgaenge.urls")),
    path("api/", include("mittendrin.web.api.urls")),
    path("sta/", include("mittendrin.sta.urls")),
]
handler400 = "mittendrin.web.views.errors.bad_request"
handler403 = "mittendrin.web.views.errors.forbidden"
handler404 = "mittendrin.web.views.errors.not_found"
handler500 = "mittendrin.web.views.errors.server_error"
