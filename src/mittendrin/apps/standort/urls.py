# SPDX-License-Identifier: EUPL-1.2
"""Addresses of Standort."""

from django.urls import path, re_path

from mittendrin.apps.standort.views import (
    bundles,
    coding,
    funding,
    interview,
    publishing,
    result,
    roadmap,
    seen,
    survey,
    template,
    twins,
    weighing,
)

app_name = "standort"
_ROUND = r"^runde/(?P<uuid>[0-9a-f-]{36})/"
urlpatterns = [
    path("", result.start, name="start"),
    path("beginnen/", result.begin, name="begin"),
    path("runde/<uuid:uuid>/", result.result, name="result"),
    path("runde/<uuid:uuid>/stadt/", interview.facts, name="facts"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/", interview.section, name="section"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/teilen/", interview.share, name="share"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/teilen/<int:pk>/ende/", interview.unshare, name="unshare"),
    path("runde/<uuid:uuid>/fragen/<slug:field>/<slug:item>/", interview.save, name="save"),
    path("runde/<uuid:uuid>/antworten/", result.answers, name="answers"),
    path("runde/<uuid:uuid>/antworten.yaml", result.answers_yaml, name="answers_yaml"),
    path("runde/<uuid:uuid>/vergleich/", result.compare, name="compare"),
    path("runde/<uuid:uuid>/nebeneinander/", result.beside, name="beside"),
    re_path(_ROUND + r"papier/(?P<kind>[a-z]+)\.(?P<form>docx|pdf)$", result.paper, name="paper"),
    path("runde/<uuid:uuid>/aehnliche/", twins.twins, name="twins"),
    path("runde/<uuid:uuid>/steckbrief/", publishing.publish, name="publish"),
    path("runde/<uuid:uuid>/steckbrief/zuruecknehmen/", publishing.withdraw, name="withdraw"),
    path("sicherungen/", seen.restore_trials, name="restore_trials"),
    path("foerderung/", funding.programmes, name="funding"),
    path("foerderung/neu/", funding.edit, name="new_programme"),
    path("foerderung/einlesen/", funding.read_list, name="read_programmes"),
    path("foerderung/ratssitzungen/", funding.council, name="council"),
    path("foerderung/<uuid:uuid>/", funding.programme, name="programme"),
    path("foerderung/<uuid:uuid>/aendern/", funding.edit, name="edit_programme"),
    path("foerderung/<uuid:uuid>/loeschen/", funding.delete, name="delete_programme"),
    path("foerderung/<uuid:uuid>/merken/", funding.watch, name="watch"),
    path("foerderung/<uuid:uuid>/nicht-mehr-merken/", funding.unwatch, name="unwatch"),
    path("fahrplan/", roadmap.roadmap, name="roadmap"),
    path("fahrplan/neu/", roadmap.measure, name="new_measure"),
    path("fahrplan/<uuid:uuid>/", roadmap.measure, name="measure"),
    path("fahrplan/<uuid:uuid>/wiedervorlage/", roadmap.remind, name="remind"),
    path("fahrplan/<uuid:uuid>/loeschen/", roadmap.delete, name="delete_measure"),
]
urlpatterns += [
    path("paket.zip", bundles.bundle_file, name="bundle_file"),
    path("pakete/", bundles.overview, name="bundles"),
    path("pakete/neu/", bundles.new, name="new_bundle"),
    path("pakete/zurueckziehen/", bundles.withdraw, name="withdraw_bundle"),
    path("pakete/folgen/", bundles.follow, name="follow"),
    path("pakete/einlesen/", bundles.receive, name="receive_bundle"),
    path("pakete/<uuid:uuid>/", bundles.followed, name="followed"),
    path("pakete/<uuid:uuid>/tun/", bundles.act, name="followed_act"),
    path("pakete/<uuid:uuid>/entscheiden/<int:pk>/", bundles.settle, name="settle_record"),
]
urlpatterns += [
    path("abwaegen/", weighing.overview, name="weighings"),
    path("abwaegen/neu/", weighing.new, name="new_weighing"),
    path("abwaegen/<uuid:uuid>/", weighing.weighing, name="weighing"),
    path("abwaegen/<uuid:uuid>/links/", weighing.links, name="weighing_links"),
    path("abwaegen/<uuid:uuid>/tun/", weighing.act, name="weighing_act"),
    path("abwaegen/<uuid:uuid>/ergebnis.csv", weighing.result_csv, name="weighing_csv"),
    path("abstimmen/danke/", weighing.thanks, name="vote_thanks"),
    path("abstimmen/<str:token>/", weighing.vote, name="vote"),
]
urlpatterns += [
    path("interviews/", coding.overview, name="interviews"),
    path("interviews/neu/", coding.new, name="new_interview"),
    path("interviews/kategorien/", coding.categories, name="interview_categories"),
    path("interviews/<uuid:uuid>/", coding.interview, name="interview"),
    path("interviews/<uuid:uuid>/einordnen/", coding.code, name="interview_code"),
    path("interviews/<uuid:uuid>/teilen/", coding.let_in, name="interview_share"),
    path("interviews/<uuid:uuid>/loeschen/", coding.delete, name="delete_interview"),
    path("interviews/<uuid:uuid>/uebereinstimmung/", coding.agreement_page, name="interview_agreement"),
    re_path(
        r"^interviews/(?P<uuid>[0-9a-f-]{36})/auswertung\.(?P<form>csv|json)$", coding.export, name="interview_export"
    ),
]
urlpatterns += [
    path("umfrage/", survey.survey, name="survey"),
    re_path(r"^umfrage/beispiel\.(?P<what>csv|yaml)$", survey.sample_file, name="survey_sample"),
    path("vorlage/", template.template, name="template"),
    path("vorlage/vorlage.docx", template.template_file, name="template_file"),
    path("vorlage/loeschen/", template.forget_template, name="forget_template"),
]
