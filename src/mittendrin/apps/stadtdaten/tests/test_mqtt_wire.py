# SPDX-License-Identifier: EUPL-1.2
"""Packets of MQTT: cut anywhere, too large, or no MQTT at all."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.stadtdaten.sources import mqtt_wire
from mittendrin.apps.stadtdaten.sources.mqtt_wire import LARGEST, Message, WireError

TOPICS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
SENT = st.lists(st.tuples(TOPICS, st.binary(max_size=300), st.integers(1, 65_535)), max_size=8)


def pieces(data: bytes, cuts: list[int]) -> list[mqtt_wire.Arrived]:
    """Read ``data`` as it may come from a socket, cut in pieces."""
    held, found, skip = bytearray(), [], 0
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for begin, end in pairwise(edges):
        thrown = min(skip, end - begin)
        skip -= thrown
        held += data[begin + thrown : end]
        one = mqtt_wire.read(held, 3)
        skip += max(0, one.skip - (len(held) - one.used))
        del held[: one.used + one.skip]
        found.append(one)
    assert not held
    return found


@given(SENT, st.lists(st.integers(0, 5_000), max_size=5))
def test_messages_come_out_as_they_went_in(sent: list[tuple[str, bytes, int]], cuts: list[int]) -> None:
    data = b"".join(mqtt_wire.publication(*one) for one in sent) + mqtt_wire.receipts([7, 60_000])
    found = pieces(data, cuts)
    assert [one for part in found for one in part.messages] == [Message(*one, 1, 3) for one in sent]
    assert [number for part in found for number in part.receipts] == [7, 60_000]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(WireError):
        assert 0 <= mqtt_wire.read(data).used <= len(data)


def test_answers_of_the_broker() -> None:
    found = mqtt_wire.read(b"\x20\x02\x00\x05" + b"\x90\x04\x00\x01\x01\x80" + b"\xd0\x00")
    assert (found.welcome, found.subscribed, found.used) == (5, b"\x01\x80", 12)


def test_too_large_a_message_is_cut_and_the_next_ones_come() -> None:
    data = mqtt_wire.publication("a", b"x" * (3 * LARGEST), 9) + mqtt_wire.publication("b", b"y", 10)
    found = [one for part in pieces(data, [100, LARGEST, LARGEST * 2]) for one in part.messages]
    assert [(one.topic, one.number) for one in found] == [("a", 9), ("b", 10)]
    assert LARGEST - 10 < len(found[0].payload) < LARGEST


@pytest.mark.parametrize(
    "data", [b"\x10\x00", b"\x30\xff\xff\xff\xff\x01", b"\x32\x03\x00\x01a", b"\x36\x05\x00\x01a\x00\x01"]
)
def test_what_is_no_mqtt_for_us(data: bytes) -> None:
    with pytest.raises(WireError):
        mqtt_wire.read(data)
