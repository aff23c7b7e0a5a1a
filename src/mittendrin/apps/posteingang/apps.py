# SPDX-License-Identifier: EUPL-1.2
"""Posteingang: letters come in, are read, and sort themselves; people decide."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, BlockUse, CaseKind, MenuEntry, Recurring
from mittendrin.core.text import sentence as shown

_TASKS = "mittendrin.apps.posteingang.tasks"
_SHOWN = "mittendrin.apps.posteingang.services.words.shown_of"
_FACTS = {
    "sender": shown("Absender"),
    "sender_address": shown("Anschrift"),
    "date": shown("Datum"),
    "subject": shown("Betreff"),
    "reference": shown("Zeichen"),
    "deadline": shown("Frist"),
    "deadline_computed": shown("Errechnete Frist"),
    "amount": shown("Betrag"),
    "iban": shown("IBAN"),
    "invoice_no": shown("Rechnungsnummer"),
    "person": shown("Betroffene Person"),
}
_EVERYBODY = frozenset({"staff", "head_of_unit", "editor", "administrator"})
_TOO_FEW = shown("Noch zu wenige Briefe. Alles wird gefragt.")
_PROMISES = {
    "letter.unit": shown("Von 100 Briefen, die niemand einzeln ansieht, kommen höchstens %(wrong)s zum falschen Amt."),
    "letter.second_unit": shown(
        "Von 100 Briefen, die niemand einzeln ansieht, fehlt höchstens bei %(wrong)s das zweite Amt."
    ),
    "letter.kind": shown("Von 100 Briefen, die niemand einzeln ansieht, haben höchstens %(wrong)s die falsche Art."),
    "letter.language": shown(
        "Von 100 Briefen, die niemand einzeln ansieht, haben höchstens %(wrong)s die falsche Sprache."
    ),
    "letter.urgency": shown(
        "Von 100 Briefen, die niemand einzeln ansieht, sind höchstens %(wrong)s falsch als eilig eingestuft."
    ),
    "letter.special_data": shown(
        "Von 100 Briefen, die niemand einzeln ansieht, ist bei höchstens %(wrong)s der Schutz falsch bestimmt."
    ),
}


class PosteingangConfig(AppConfig):
    """The post room."""

    name = "mittendrin.apps.posteingang"
    label = "posteingang"
    manifest = AppManifest(
        title="Posteingang",
        menu=[MenuEntry("Posteingang", "posteingang:desk", order=40, roles=_EVERYBODY)],
        desk=[
            MenuEntry("Briefe hochladen", "posteingang:upload", order=40, roles=_EVERYBODY),
            MenuEntry("Briefe suchen", "posteingang:search", order=41, roles=_EVERYBODY),
        ],
        uses=[
            *(
                BlockUse(question, items="Briefe", promise=promise, too_few=_TOO_FEW, shown=_SHOWN)
                for question, promise in _PROMISES.items()
            ),
            BlockUse(
                "letter.facts",
                items="Angaben",
                promise=shown("Von 100 Angaben, die niemand einzeln ansieht, sind höchstens %(wrong)s falsch."),
                too_few=_TOO_FEW,
                parts=_FACTS,
                shown=_SHOWN,
            ),
        ],
        subjects={"letter": "mittendrin.apps.posteingang.services.subjects.document"},
        recurring=[
            Recurring(f"{_TASKS}.look_at_folders", every=5),
            Recurring(f"{_TASKS}.read_letters", every=2),
            Recurring(f"{_TASKS}.look_into_mailbox", every=60),
            Recurring(f"{_TASKS}.index_letters", every=60),
            Recurring(f"{_TASKS}.dispose", at="03:00"),
            Recurring(f"{_TASKS}.tidy", every=60 * 60),
            Recurring(f"{_TASKS}.look_over", at="03:40"),
        ],
        health={"letters": "mittendrin.apps.posteingang.services.documents.health"},
        erasers={"letter": "mittendrin.apps.posteingang.services.disposal.destroy_again"},
        knowledge={"objections": "mittendrin.apps.posteingang.services.setup.objections"},
        evidence={
            "letters_handled": "mittendrin.apps.posteingang.services.evidence.letters_handled",
            "e_invoices": "mittendrin.apps.posteingang.services.evidence.e_invoices",
            "e_file": "mittendrin.apps.posteingang.services.evidence.e_file",
        },
        cases=[
            CaseKind(
                "letter",
                "Brief",
                open_url_name="posteingang:letter",
                facts="mittendrin.apps.posteingang.services.handing_over.facts",
            )
        ],
    )
