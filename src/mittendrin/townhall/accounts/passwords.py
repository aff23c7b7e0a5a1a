# SPDX-License-Identifier: EUPL-1.2
"""Passwords that people in German offices choose too often."""

from __future__ import annotations

import re

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_STEMS = (
    "passwort|kennwort|geheim|hallo|schatz|liebe|sommer|winter|fruehling|herbst|willkommen|rathaus|stadt|verwaltung|"
    "buergermeister|sonne|fussball|bayern|schalke|dortmund|berlin|hamburg|muenchen|qwertz|qwertzuiop|asdfghjkl|"
    "yxcvbnm|musterstadt|mittendrin|admin|test|start|januar|februar|maerz|april|mai|juni|juli|august|september|"
    "oktober|november|dezember|montag|dienstag|mittwoch|donnerstag|freitag"
)
_COMMON = re.compile(rf"(?:{_STEMS})+[\d\W_]{{0,8}}")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class GermanCommonPasswordValidator:
    """Refuse common German words, also doubled, with figures and signs behind them."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - signature of Django
        """Raise ValidationError when ``password`` is such a word."""
        if _COMMON.fullmatch(password.lower().translate(_UMLAUTS)):
            raise ValidationError(self.get_help_text(), code="password_too_common_german")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Kein häufiges Wort mit Zahlen dahinter, zum Beispiel „Sommer2026!“.")
