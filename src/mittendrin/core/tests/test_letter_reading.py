# SPDX-License-Identifier: EUPL-1.2
"""What is found in a letter is found once; many short letters are kept in memory, few long ones."""

from __future__ import annotations

from mittendrin.core.letters import reading

SHORT, LONG = "Bitte um einen Parkausweis.", "Bitte um einen Parkausweis.\n" * 1_000


def test_what_is_found_is_found_once_for_each_who_asks() -> None:
    seen: list[str] = []
    letter = reading.read(SHORT)

    def asked_by(who: str) -> int:
        def seek(one: reading.Reading) -> int:
            seen.append(who)
            return len(one.words)

        return letter.once(who, seek)

    assert {asked_by(who) for who in ("unit", "kind", "unit")} == {len(letter.words)}
    assert seen == ["unit", "kind"]


def test_long_letters_do_not_pile_up_in_memory() -> None:
    short, long = reading.read(SHORT), reading.read(LONG)
    for number in range(20):
        reading.read(f"{SHORT} {number}")
        reading.read(f"{LONG} {number}")
    assert reading.read(SHORT) is short
    assert reading.read(LONG) is not long
