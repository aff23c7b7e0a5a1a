# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.iban import LENGTHS, find_ibans, grouped, is_iban

TOWN = "DE42575501200000471108"


def _made(country: str, account: str) -> str:
    number = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02d}{account}"


@pytest.mark.parametrize(
    "value",
    [TOWN, "FR1420041010050500013M02606", "NL91ABNA0417164300", "GB29NWBK60161331926819", "AT611904300234573201"],
)
def test_valid(value: str) -> None:
    assert is_iban(value)
    assert [one.value for one in find_ibans(f"Konto: {grouped(value)}, BIC")] == [value]
    assert [one.value for one in find_ibans(f"Konto: {value}.")] == [value]


@pytest.mark.parametrize(
    "value", ["", "DE", "DE4257550120000047110", "DE43575501200000471108", "XX42575501200000471108"]
)
def test_invalid(value: str) -> None:
    assert not is_iban(value)
    assert find_ibans(f"IBAN {value}") == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("DE42 5755 0120 0000 4711 08", 0),
        ("DE 42 5755 0120 0000 4711 08", 0),
        ("DE42 5755 O12O 0000 47ll 08", 4),
        ("DE42 S755 0120 0000 4711 0B", 2),
        ("0E42 5755 0120 0000 4711 08", 1),
        ("DE42.5755.0120.0000.4711.08", 0),
        ("DE42 5755 0120\n0000 4711 08", 0),
        ("IBAN:DE4 2575501200000471108", 0),
    ],
)
def test_misread_signs_are_mended(text: str, mended: int) -> None:
    assert [(one.value, one.mended) for one in find_ibans(text)] == [(TOWN, mended)]


@pytest.mark.parametrize(
    "text",
    [
        "DE42 5755 0120 0000 4711 18",
        "DE42 5755 0120 0000 4711 0",
        "DE42 5755 0120 0000 4711 083",
        "USt-IdNr. DE811000417",
        "BIC GENODE61KOB",
    ],
)
def test_what_does_not_fit_is_not_guessed(text: str) -> None:
    assert find_ibans(text) == []


def test_letters_of_foreign_accounts_are_mended_when_one_reading_fits() -> None:
    assert [one.value for one in find_ibans("NL91 A8NA 0417 1643 00")] == ["NL91ABNA0417164300"]


@given(st.sampled_from(sorted(LENGTHS)), st.data())
def test_made_ibans_are_valid_and_found(country: str, data: st.DataObject) -> None:
    size = LENGTHS[country] - 4
    account = data.draw(st.text(alphabet="0123456789", min_size=size, max_size=size))
    value = _made(country, account)
    assert is_iban(value)
    assert [one.value for one in find_ibans(f"auf {grouped(value)} bitte")] == [value]


@given(st.text(alphabet="0123456789", min_size=18, max_size=18), st.integers(4, 21), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(account: str, place: int, step: int) -> None:
    value = _made("DE", account)
    wrong = value[:place] + str((int(value[place]) + step) % 10) + value[place + 1 :]
    assert not is_iban(wrong)
    assert find_ibans(wrong) == []


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    assert all(is_iban(one.value) for one in find_ibans(text))


@given(st.integers(10**17, 10**18 - 1), st.integers(0, 15), st.booleans())
def test_a_group_that_lost_or_won_a_sign_is_mended_or_left(account: int, at: int, lost: bool) -> None:
    value = _german(str(account))
    body = value[4:]
    cut = body[:at] + body[at + 1 :] if lost else body[:at] + body[at] + body[at:]
    sizes = [4, 4, 4, 4, 2]
    sizes[at // 4] += -1 if lost else 1
    groups, place = [], 0
    for size in sizes:
        groups.append(cut[place : place + size])
        place += size
    found = find_ibans(f"{value[:4]} {' '.join(groups)} BIC MALADE51")
    assert [one.value for one in found] in ([], [value])


@given(st.integers(10**17, 10**18 - 1), st.sampled_from(["O0", "l1", "S5", "b6", "Z2", "q9"]))
def test_letters_for_digits_are_mended_or_left(account: int, twin: str) -> None:
    value = _german(str(account))
    text = value[:4] + value[4:].replace(twin[1], twin[0], 1)
    assert [one.value for one in find_ibans(text)] in ([], [value])


def _german(account: str) -> str:
    return f"DE{98 - int(account + '131400') % 97:02d}{account}"
