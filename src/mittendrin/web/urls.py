# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the shell."""

from django.urls import path

from mittendrin.web import views

app_name = "web"
urlpatterns = [
    path("anmelden/", views.Login.as_view(), name="login"),
    path("abmelden/", views.Logout.as_view(), name="logout"),
    path("profil/", views.profile, name="profile"),
    path("sprache/", views.language, name="language"),
    path("ansicht/", views.theme, name="theme"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("datenschutz/", views.privacy, name="privacy"),
    path("impressum/", views.imprint, name="imprint"),
    path("tastatur/", views.keys, name="keys"),
    path("fassung/", views.version, name="version"),
    path("healthz", views.healthz, name="healthz"),
]
