# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the shell."""

from django.urls import path

from mittendrin.web.views import health, imports, pages, people, person, reports, switches

app_name = "web"
urlpatterns = [
    path("anmelden/", person.Login.as_view(), name="login"),
    path("abmelden/", person.Logout.as_view(), name="logout"),
    path("profil/", person.profile, name="profile"),
    path("profil/passwort/", person.Password.as_view(), name="password"),
    path("sprache/", switches.language, name="language"),
    path("ansicht/", switches.theme, name="theme"),
    path("einzelne-tasten/", switches.single_keys, name="single_keys"),
    path("barrierefreiheit/", pages.accessibility, name="accessibility"),
    path("melden/", pages.report, name="report"),
    path("datenschutz/", pages.privacy, name="privacy"),
    path("impressum/", pages.imprint, name="imprint"),
    path("tastatur/", pages.keys, name="keys"),
    path("fassung/", pages.version, name="version"),
    path("verwaltung/personen/", people.people, name="people"),
    path("verwaltung/personen/neu/", people.new_person, name="new_person"),
    path("verwaltung/personen/<int:pk>/", people.person, name="person"),
    path("verwaltung/personen/<int:pk>/passwort/", people.new_password, name="new_password"),
    path("verwaltung/personen/<int:pk>/zugang/", people.person_active, name="person_active"),
    path("verwaltung/aemter/", people.units, name="units"),
    path("verwaltung/aemter/neu/", people.unit, name="new_unit"),
    path("verwaltung/aemter/<int:pk>/", people.unit, name="unit"),
    path("verwaltung/aemter/<int:pk>/zugang/", people.unit_active, name="unit_active"),
    path("verwaltung/einlesen/<slug:what>/", imports.csv_import, name="import"),
    path("verwaltung/einlesen/<slug:what>/vorlage.csv", imports.csv_example, name="import_example"),
    path("verwaltung/rueckmeldungen/", reports.reports, name="reports"),
    path("verwaltung/rueckmeldungen/<int:pk>/", reports.report_done, name="report_done"),
    path("healthz", health.healthz, name="healthz"),
]
