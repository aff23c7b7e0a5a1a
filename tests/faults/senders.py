# SPDX-License-Identifier: EUPL-1.2
"""Letters for a post room under fire, and those who send them: each until it was told that its letter has arrived."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from mittendrin.apps.posteingang.tests.reading_factories import pdf_with_text
from mittendrin.contracts.sample_letters import read_letters

BOUNDARY = "letter-boundary"
PAUSE = 0.05


def digest(content: bytes) -> str:
    """Return how the post room tells contents apart."""
    return hashlib.sha256(content).hexdigest()


def texts(count: int) -> list[str]:
    """Return so many different letters, short ones as people write them."""
    samples = [" ".join(letter.lines("body"))[:900] for letter in read_letters("a")]
    words = [text for text in samples if text] or ["Guten Tag,\nich bitte um einen Termin."]
    return [f"Zeichen {number:03d}\n\n{words[number % len(words)]}\n" for number in range(count)]


def mail(text: str, number: int) -> bytes:
    """Return a message; every fifth brings a file along."""
    message = EmailMessage()
    message["From"] = f"Erika Sandmann <{number}@example.org>"
    message["Subject"] = f"Schreiben {number:03d}"
    message["Date"] = "Tue, 03 Nov 2026 09:30:00 +0100"
    message.set_content(text)
    if number % 5 == 0:
        message.add_attachment(pdf(text), maintype="application", subtype="pdf", filename="Anlage.pdf")
    return message.as_bytes()


def pdf(text: str) -> bytes:
    """Return a PDF with the text, the same bytes each time."""
    lines = [line[at : at + 90] for line in text.splitlines() for at in range(0, max(len(line), 1), 90)]
    return pdf_with_text(lines[:50])


def file(text: str, number: int) -> tuple[str, bytes]:
    """Return name and content of a file; every eighth is a PDF."""
    return (f"{number:03d}.pdf", pdf(text)) if number % 8 == 0 else (f"{number:03d}.txt", text.encode())


class Server:
    """Where letters are handed in, whether or not somebody is there at the moment.

    cookies: of a person who is logged in. token: of a program.
    """

    def __init__(self, port: int, cookies: Mapping[str, str], token: str) -> None:
        self.port, self.token = port, token
        self._cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._form_token = cookies["csrftoken"]
        self.ended = threading.Event()
        self.unanswered = 0

    def program(self, name: str, content: bytes) -> None:
        """Hand a file in over the interface for programs until the answer says that it is there."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"key {name}", "X-File-Name": name}
        self._until_taken("/posteingang/api/letters", content, headers, {200, 201})

    def upload(self, name: str, content: bytes) -> None:
        """Hand a file in as the page's script does until the answer says that it is there."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="einmal"\r\n\r\nonce {name}\r\n'.encode(),
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="datei"; filename="{name}"\r\n\r\n'.encode(),
            content,
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        ]
        headers = {
            "Accept": "application/json",
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Cookie": self._cookie,
            "X-CSRFToken": self._form_token,
        }
        self._until_taken("/posteingang/hochladen/", b"".join(parts), headers, {200})

    def _until_taken(self, path: str, body: bytes, headers: Mapping[str, str], good: set[int]) -> None:
        while not self.ended.is_set():
            status, said = self._send(path, body, headers)
            if status in good and b'"ok": false' not in said:
                return
            assert status in {0, 500, 503, 507} or status in good, (status, said[:500])
            self.unanswered += 1
            time.sleep(PAUSE)

    def _send(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Return status and body of the answer, 0 when there was none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            return 0, b""
        finally:
            connection.close()


def put_into(folder: Path, name: str, content: bytes) -> None:
    """Put a file into a folder as a careful scanner does: under another name until it is whole."""
    draft = folder / f"{name}.tmp"
    draft.write_bytes(content)
    draft.rename(folder / name)


def spread(send: Callable[[str, bytes], object], files: Sequence[tuple[str, bytes]], seconds: float) -> None:
    """Send the files one after the other over so many seconds."""
    begun = time.monotonic()
    for number, (name, content) in enumerate(files):
        time.sleep(max(0.0, begun + seconds * number / len(files) - time.monotonic()))
        send(name, content)


@contextmanager
def all_at_work(server: Server, jobs: Sequence[Callable[[], None]]) -> Iterator[None]:
    """Do the jobs side by side during the block; afterwards raise what went wrong in one."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        started = [pool.submit(job) for job in jobs]
        try:
            yield
        finally:
            server.ended.set()
        for one in started:
            one.result()
