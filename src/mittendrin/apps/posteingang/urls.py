# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the post room."""

from django.urls import include, path

from mittendrin.apps.posteingang.api.urls import urlpatterns as programs
from mittendrin.apps.posteingang.views import desk, files, lists, managing, plan, rules, steps, uploading, writing

app_name = "posteingang"
urlpatterns = [
    path("", desk.start, name="desk"),
    path("zurueck/", steps.undo, name="undo"),
    path("stapel/", lists.stack, name="stack"),
    path("stapel/bestaetigen/", lists.confirm_stack, name="confirm_stack"),
    path("quarantaene/", lists.set_aside, {"state": "quarantine"}, name="quarantine"),
    path("geparkt/", lists.set_aside, {"state": "parked"}, name="parked"),
    path("geparkt/nochmal/", lists.retry_all, name="retry_all"),
    path("wiedervorlage/", lists.later, name="later"),
    path("erledigt/", lists.done, name="done"),
    path("suche/", lists.search, name="search"),
    path("hochladen/", uploading.upload, name="upload"),
    path("hochladen/erfundene/", uploading.demo, name="demo"),
    path("regeln/", rules.listing, name="rules"),
    path("regeln/neu/", rules.edit, name="new_rule"),
    path("regeln/<uuid:uuid>/", rules.edit, name="rule"),
    path("regeln/<uuid:uuid>/gilt/", rules.switch, name="switch_rule"),
    path("aktenplan/", plan.plan, name="plan"),
    path("aktenplan/einlesen/", plan.load, name="load_plan"),
    path("aktenplan/akte/<uuid:uuid>/schliessen/", plan.close, name="close_file"),
    path("vorlagen/", writing.templates, name="templates"),
    path("vorlagen/<uuid:uuid>/", writing.templates, name="template"),
    path("vorlagen/<uuid:uuid>/loeschen/", writing.delete_template, name="delete_template"),
    path("auskunft/", writing.held, name="held"),
    path("einstellungen/", managing.settings, name="settings"),
    path("einstellungen/poststelle/", managing.post_room, name="post_room"),
    path("einstellungen/recht/", managing.right, name="right"),
    path("trennblatt.pdf", files.separator, name="separator"),
    path("datei/<uuid:uuid>/", files.stored, name="file"),
    path("api/", include(programs)),
    path("<uuid:uuid>/", desk.letter, name="letter"),
    path("<uuid:uuid>/seite/<int:page>.png", files.page_image, name="page_image"),
    path("<uuid:uuid>/verlauf/", lists.letter_history, name="history"),
    path("<uuid:uuid>/antwort/<uuid:template>/", writing.answer, name="answer"),
    path("<uuid:uuid>/<slug:name>/", steps.step, name="step"),
]
