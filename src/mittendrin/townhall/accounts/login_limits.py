# SPDX-License-Identifier: EUPL-1.2
"""How many wrong passwords one address may send over all names, and one name may get from all addresses.

The lock by name and address together is django-axes'. Here counts what it does not see: one password tried on many
names, and one name tried from many addresses. A browser with which a person logged in before is let through both, with
a limit of its own: a stranger cannot lock out who works here, and a town hall behind one address goes on working.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.utils import reset as reset_throttle
from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mittendrin.townhall.accounts.models import LoginFailure, Person

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
DAY_FACTOR = 5
"""Over a day one address may fail so many times as often as within the window."""
BROWSER_FAILURES = 20
BROWSER_KEPT = timedelta(days=180)
MOST_PEOPLE = 5
ADDRESS, NAME, BROWSER = "address", "name", "browser"
_SALT = "accounts.known-browser"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """Somebody who wants to log in: network address, what was typed as user name, mark of a known browser or empty."""

    network: str
    name: str
    browser: str


@dataclass(frozen=True)
class Lock:
    """No password is looked at before ``until``. reason: address, name or browser."""

    reason: str
    until: datetime


def attempt(address: str, username: str, cookie: str = "") -> Attempt:
    """Return the attempt of a visitor at ``address`` whose browser sent ``cookie``."""
    return Attempt(_hash("network", address), _hash("name", username.strip().casefold()), _mark(cookie, username))


def lock_of(tried: Attempt) -> Lock | None:
    """Return what forbids ``tried``, or None."""
    recent = LoginFailure.objects.all()
    if tried.browser:
        return _lock(BROWSER, recent.filter(browser=tried.browser), BROWSER_FAILURES, WINDOW)
    strange = recent.filter(browser="")
    most = settings.LOGIN_FAILURES_ADDRESS
    return (
        _lock(ADDRESS, strange.filter(network=tried.network), most, WINDOW)
        or _lock(ADDRESS, strange.filter(network=tried.network), most * DAY_FACTOR, DAY)
        or _lock(NAME, strange.filter(name=tried.name), settings.LOGIN_FAILURES_NAME, WINDOW)
    )


def _lock(reason: str, failures: QuerySet[LoginFailure], most: int, window: timedelta) -> Lock | None:
    now = timezone.now()
    # With ``most`` failures in the window it is over when the oldest of them leaves it.
    moments = failures.filter(at__gt=now - window).order_by("-at").values_list("at", flat=True)
    found = list(moments[most - 1 : most])
    return Lock(reason, found[0] + window) if found else None


def note_failure(tried: Attempt) -> None:
    """Count a wrong password; those older than a day are deleted."""
    forget()
    LoginFailure.objects.create(network=tried.network, name=tried.name, browser=tried.browser)


def note_success(tried: Attempt) -> None:
    """Forget the typing errors before a right password: those of this name at this address or in this browser."""
    LoginFailure.objects.filter(name=tried.name, network=tried.network).delete()
    if tried.browser:
        LoginFailure.objects.filter(name=tried.name, browser=tried.browser).delete()


def forget() -> int:
    """Delete what is older than a day; return how many."""
    return LoginFailure.objects.filter(at__lt=timezone.now() - DAY).delete()[0]


def unlock(*, username: str = "", address: str = "") -> int:
    """Lift the locks of a user name or of an address, or all without both; return how many failures were forgotten."""
    failures = LoginFailure.objects.all()
    if username:
        failures = failures.filter(name=_hash("name", username.strip().casefold()))
    if address:
        failures = failures.filter(network=_hash("network", address))
    count = failures.delete()[0]
    count += reset_throttle(ip=address or None, username=username or None)
    log.info("login.unlocked failures=%s", count)
    return count


def known_browser(person: Person, cookie: str) -> str:
    """Return the new value of the cookie: the browser that sent ``cookie`` is now known for ``person`` too."""
    found = _read(cookie)
    people = [_hash_of(person), *(one for one in found["people"] if one != _hash_of(person))][:MOST_PEOPLE]
    return signing.dumps({"id": found["id"] or secrets.token_hex(16), "people": people}, salt=_SALT)


def _mark(cookie: str, username: str) -> str:
    """Return the mark of a browser that is known for the person with ``username``; else empty."""
    found = _read(cookie)
    if not found["people"]:
        return ""
    person = Person.objects.filter(username__iexact=username.strip()).first()
    return str(found["id"]) if person and _hash_of(person) in found["people"] else ""


def _read(cookie: str) -> dict[str, str | list[str]]:
    try:
        found = signing.loads(cookie, salt=_SALT, max_age=BROWSER_KEPT)
    except signing.BadSignature:
        return {"id": "", "people": []}
    return {"id": str(found["id"]), "people": list(found["people"])}


def _hash_of(person: Person) -> str:
    # With the password in it a browser is forgotten as soon as the password changes.
    return _hash("known-browser", f"{person.pk} {person.password}")[:32]


def _hash(purpose: str, text: str) -> str:
    return salted_hmac(f"login.{purpose}", text, algorithm="sha256").hexdigest()
