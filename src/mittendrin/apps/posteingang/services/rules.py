# SPDX-License-Identifier: EUPL-1.2
"""Rules that clerks write: checked, tried live on past letters, kept with their history."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.models import Letter, LetterRule, LetterState, RuleVersion
from mittendrin.apps.posteingang.services import access, documents, words
from mittendrin.apps.posteingang.services.errors import NotVisible, Refused
from mittendrin.contracts.town_plan import PLACES, TARGETS, Rule
from mittendrin.core.letters import rules as matcher
from mittendrin.core.letters.reading import read as read_letter
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.plan import town_plan

TRIED = 300
MOST_WORDS, MOST_LENGTH = 20, 80
_STATES = (LetterState.WAITING, LetterState.SURE, LetterState.DONE)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RuleDraft:
    """A rule as it stands in the form. target: one of TARGETS; value: a unit, a kind, ``yes`` or ``no``."""

    target: str
    value: str
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    pattern: str = ""
    place: str = "anywhere"
    certain: bool = True

    def rule(self, identity: str = "draft") -> Rule:
        """Return the rule as blocks are told it."""
        return Rule(identity, self.target, self.value, self.words, self.without, self.pattern, self.place, self.certain)


@dataclass(frozen=True)
class Change:
    """What a rule does to a past letter: the value it had and the one that the rule gives; same when they agree."""

    letter: Letter
    before: str
    after: str

    @property
    def same(self) -> bool:
        """Return whether nothing changes."""
        return self.before == self.after


@dataclass(frozen=True)
class Trial:
    """What a rule would have done: how many letters were looked at, on which it holds, which of them would change."""

    looked_at: int
    matched: list[Change] = field(default_factory=list)

    @property
    def changed(self) -> list[Change]:
        """Return the letters whose value would change."""
        return [one for one in self.matched if not one.same]


class RuleWrong(Refused):
    """A rule cannot be kept; ``problems`` names each field with a sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__()

    @property
    def words(self) -> str:
        """Return all problems in one line."""
        return " ".join(self.problems.values())


def rules() -> list[LetterRule]:
    """Return all rules, in the order in which they were written."""
    return list(LetterRule.objects.select_related("author"))


def active() -> tuple[Rule, ...]:
    """Return the rules in force as blocks are told them."""
    return tuple(_draft(one).rule(str(one.uuid)) for one in LetterRule.objects.filter(active=True))


def _draft(rule: LetterRule) -> RuleDraft:
    return RuleDraft(
        rule.target,
        rule.value,
        tuple(rule.words),
        tuple(rule.without),
        rule.pattern,
        rule.place,
        rule.certain,
    )


def problems(draft: RuleDraft) -> dict[str, str]:
    """Return what is wrong with a rule, a sentence for each field."""
    found: dict[str, str] = {}
    if draft.target not in TARGETS:
        found["target"] = _("Bitte wählen, worüber die Regel entscheidet.")
    elif not _fits(draft):
        found["value"] = _("Bitte wählen, was gelten soll.")
    if draft.place not in PLACES:
        found["place"] = _("Bitte wählen, wo gesucht wird.")
    if not draft.words and not draft.pattern:
        found["words"] = _("Bitte mindestens ein Wort oder ein Muster angeben.")
    for name in ("words", "without"):
        listed = getattr(draft, name)
        if len(listed) > MOST_WORDS or any(len(word) > MOST_LENGTH for word in listed):
            found[name] = _("Höchstens %(count)s Wörter mit je %(length)s Zeichen.") % {
                "count": MOST_WORDS,
                "length": MOST_LENGTH,
            }
    if draft.pattern and matcher.compiled(draft.pattern) is None:
        found["pattern"] = _("Dieses Muster ist nicht erlaubt: Es ist fehlerhaft, zu lang oder würde zu lange suchen.")
    return found


def _fits(draft: RuleDraft) -> bool:
    if draft.target in {"unit", "second_unit"}:
        return access.unit_named(draft.value) is not None
    if draft.target in {"urgent", "special_data"}:
        return draft.value in {words.YES, words.NO}
    return 0 < len(draft.value) <= words.BY_NAME["kind"].length


def tried(person: Person, draft: RuleDraft) -> Trial:
    """Return what the rule would have done on the last letters that ``person`` sees. Raises RuleWrong, NotAllowed."""
    access.demand(access.may_manage(person))
    if wrong := problems(draft):
        raise RuleWrong(wrong)
    rule, names, matched, count = draft.rule(), town_plan().names, [], 0
    for letter in islice(_past(person), TRIED):
        document = documents.opened(letter)
        if document is None:
            continue
        count += 1
        reading = read_letter(document.text, names, document.known)
        if matcher.matching([rule], draft.target, reading):
            matched.append(Change(letter, current(letter, draft.target), draft.value))
    return Trial(count, matched)


def _past(person: Person) -> Iterator[Letter]:
    found = access.may_see(person).filter(state__in=_STATES, reading__isnull=False).select_related("reading", "unit")
    yield from found.order_by("-received_at", "-pk")[:TRIED].iterator(chunk_size=50)


def current(letter: Letter, target: str) -> str:
    """Return the value a letter has for what a rule decides."""
    if target == "unit":
        return letter.unit.name if letter.unit else ""
    if target == "second_unit":
        return letter.second_unit.name if letter.second_unit else ""
    if target == "kind":
        return letter.kind
    return words.YES if (letter.urgent if target == "urgent" else letter.special) else words.NO


@transaction.atomic
def save(person: Person, draft: RuleDraft, uuid: UUID | str | None = None) -> LetterRule:
    """Return the rule, stored with who wrote it so. Raises RuleWrong, NotAllowed, NotVisible."""
    access.demand(access.may_manage(person))
    if wrong := problems(draft):
        raise RuleWrong(wrong)
    rule = _found(uuid) if uuid else LetterRule()
    for name in ("target", "value", "pattern", "place", "certain"):
        setattr(rule, name, getattr(draft, name))
    rule.words, rule.without = _listed(draft.words), _listed(draft.without)
    rule.author = person
    rule.save()
    _note(rule, person)
    log.info("rule.saved rule=%s", rule.uuid)
    return rule


@transaction.atomic
def set_active(person: Person, uuid: UUID | str, active: bool) -> LetterRule:
    """Return the rule, put into force or out of it. Raises NotAllowed, NotVisible."""
    access.demand(access.may_manage(person))
    rule = _found(uuid)
    rule.active = active
    rule.save(update_fields=["active", "changed_at"])
    _note(rule, person)
    return rule


def history(uuid: UUID | str) -> list[RuleVersion]:
    """Return how a rule read over time, newest first. Raises NotVisible."""
    return list(_found(uuid).versions.select_related("author"))


def rule_of(uuid: UUID | str) -> LetterRule:
    """Return one rule. Raises NotVisible."""
    return _found(uuid)


def _found(uuid: UUID | str) -> LetterRule:
    try:
        return LetterRule.objects.get(uuid=uuid)
    except (LetterRule.DoesNotExist, ValueError) as error:
        raise NotVisible from error


def _listed(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in given if word.strip()))


def _note(rule: LetterRule, person: Person) -> None:
    names = ("target", "value", "words", "without", "pattern", "place", "certain", "active")
    RuleVersion.objects.create(rule=rule, author=person, content={name: getattr(rule, name) for name in names})
