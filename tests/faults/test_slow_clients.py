# SPDX-License-Identifier: EUPL-1.2
"""Clients that stall, dribble, lie about the length or never end: bounded time, memory and disk, nothing half kept."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tools.serving import Serving, mittendrin, prepared

pytestmark = pytest.mark.slow
STALL, THREADS = 2, 4
MOST_SECONDS = 3 * STALL + 10
GIGABYTE = 1024**3
LETTER = b"Antrag\n\nHiermit beantrage ich die Befreiung von der Hundesteuer.\n\nErika Sandmann\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    data = prepared(tmp_path_factory.mktemp("slow"))
    serving = Serving(
        data,
        workers=1,
        threads=THREADS,
        patience=180,
        MITTENDRIN_UPLOAD_STALL_SECONDS=str(STALL),
        MITTENDRIN_API_THROTTLE="0",
    )
    with serving:
        yield serving


@pytest.fixture(scope="module")
def token(server: Serving) -> str:
    made = mittendrin(server.data, "posteingang", "add-sender", "Prüfung", "--json")
    assert made.returncode == 0, made.stderr
    return str(json.loads(made.stdout)["token"])


def head(token: str, *lines: str) -> bytes:
    fields = ("POST /posteingang/api/letters?name=brief.txt HTTP/1.1", "Host: 127.0.0.1")
    return "\r\n".join([*fields, f"Authorization: Bearer {token}", *lines, "", ""]).encode()


def talk(server: Serving, *parts: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """Send ``parts`` with pauses between them; return what came back and the seconds until the server was done."""
    began = time.monotonic()
    answer = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=MOST_SECONDS) as line:
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
        except OSError:
            pass  # it was given up, as wanted
        try:
            while chunk := line.recv(65_536):
                answer += chunk
        except ConnectionResetError:
            pass
    return answer, time.monotonic() - began


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def letters(server: Serving) -> list[int]:
    """Return the sizes of all files that were taken."""
    with sqlite3.connect(server.data / "musterstadt" / "mittendrin.sqlite3") as database:
        return [row[0] for row in database.execute("SELECT size FROM posteingang_arrival ORDER BY id")]


def memory(server: Serving) -> int:
    """Return the greatest memory in bytes that a process of the server ever had."""
    assert server._process is not None
    most = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) != os.getpgid(server._process.pid):
                continue
            lines = (folder / "status").read_text().splitlines()
        except (OSError, ValueError):
            continue
        most = max([most, *(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))])
    return most


def stored(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_two_gigabytes_that_never_come_are_refused_at_once(server: Serving, token: str) -> None:
    before = stored(server.data)
    answer, seconds = talk(server, head(token, f"Content-Length: {2 * GIGABYTE}"))
    assert status(answer) == 413
    assert seconds < MOST_SECONDS
    assert stored(server.data) - before < 10_000_000


def test_a_browser_that_announces_two_gigabytes_and_stalls(server: Serving) -> None:
    request = f"POST /posteingang/hochladen/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {2 * GIGABYTE}\r\n\r\n"
    answer, seconds = talk(server, request.encode())
    assert status(answer) in {0, 413}
    assert seconds < MOST_SECONDS


def test_a_body_that_stops_is_given_up_and_nothing_is_kept(server: Serving, token: str) -> None:
    before = letters(server)
    answer, seconds = talk(server, head(token, "Content-Length: 100000") + LETTER)
    assert status(answer) in {0, 408}
    assert seconds < MOST_SECONDS
    assert letters(server) == before


def test_a_body_that_breaks_off_is_no_letter(server: Serving, token: str) -> None:
    before = letters(server)
    with socket.create_connection(("127.0.0.1", server.port), timeout=MOST_SECONDS) as line:
        line.sendall(head(token, "Content-Length: 100000") + LETTER)
        line.shutdown(socket.SHUT_WR)
        assert b" 201 " not in line.recv(65_536)
    assert letters(server) == before


def test_a_dribbling_body_is_given_up(server: Serving, token: str) -> None:
    pieces = [head(token, "Content-Length: 4000"), *[b"x"] * 400]
    answer, seconds = talk(server, *pieces, pause=0.1)
    assert status(answer) in {0, 408}
    assert seconds < 60
    assert letters(server) == letters(server)


def test_a_dribbling_head_is_given_up(server: Serving) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=MOST_SECONDS) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        try:
            for number in range(200):
                line.sendall(f"X-{number}: 1\r\n".encode())
                time.sleep(0.2)
        except OSError:
            pass
    assert time.monotonic() - began < 3 * STALL + 20


def test_chunks_without_end_are_refused(server: Serving, token: str) -> None:
    before = stored(server.data)
    piece = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    answer, seconds = talk(server, head(token, "Transfer-Encoding: chunked"), *[piece] * 2000)
    assert status(answer) in {0, 411}
    assert seconds < MOST_SECONDS
    assert stored(server.data) - before < 10_000_000


def test_more_bytes_than_said_do_not_become_part_of_the_letter(server: Serving, token: str) -> None:
    before = letters(server)
    answer, seconds = talk(server, head(token, f"Content-Length: {len(LETTER)}") + LETTER + b"x" * 100_000)
    assert status(answer) == 201
    assert seconds < MOST_SECONDS
    assert letters(server) == [*before, len(LETTER)]


def test_stalled_clients_do_not_lock_the_others_out_for_good(server: Serving, token: str) -> None:
    """More stalled connections than threads: afterwards the server answers, and it has not grown."""
    stalled = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3 * THREADS)]
    try:
        for line in stalled:
            line.sendall(head(token, "Content-Length: 100000") + LETTER)
        end = time.monotonic() + 6 * MOST_SECONDS
        while not server.answers():
            assert time.monotonic() < end
    finally:
        for line in stalled:
            line.close()
    assert memory(server) < GIGABYTE // 2


def test_honest_clients_are_served(server: Serving, token: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(
            pool.map(
                lambda number: talk(
                    server,
                    head(token, f"Content-Length: {len(LETTER)}", f"Idempotency-Key: {number}", "Connection: close")
                    + LETTER,
                )[0],
                range(8),
            )
        )
    assert {status(answer) for answer in done} == {201}
    assert "Traceback" not in server.printed()
