# SPDX-License-Identifier: EUPL-1.2
"""The one HTTP client: bounded in time and size, no surprises in redirects, named errors."""

from __future__ import annotations

import gzip
import http.client
import io
import ipaddress
import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urljoin, urlsplit

from mittendrin import __version__
from mittendrin.core import deadline as clock
from mittendrin.core.deadline import look_up
from mittendrin.core.errors import MittendrinError

AGENT = f"Mittendrin/{__version__}"
MOST_REDIRECTS = 5
MIB = 1024 * 1024
_PIECE = 64 * 1024
# RFC 6052 (NAT64), RFC 4291 (addresses of version 4 in those of version 6), RFC 8215 (NAT64 of the own network).
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
_OWN_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")


class FetchError(MittendrinError):
    """Nothing came. kind: short stable name. detail: what is at fault, without secrets."""

    kind = "fetch-failed"

    def __init__(self, detail: str = "") -> None:
        self.detail = detail[:200]
        super().__init__(f"{self.kind}: {self.detail}" if detail else self.kind)


class Unreachable(FetchError):
    """The server is not there or breaks off."""

    kind = "unreachable"


class TimedOut(FetchError):
    """The server took longer than allowed."""

    kind = "timed-out"


class Deadline(clock.Deadline):
    """The end of all of a fetch."""

    def check(self) -> None:
        """Raise TimedOut when it is over."""
        if self.over:
            raise TimedOut


class BadCertificate(FetchError):
    """The server cannot prove who it is."""

    kind = "bad-certificate"


class RefusedAddress(FetchError):
    """The address is not one that may be asked: no http or https, or inside the own network."""

    kind = "refused-address"


class AnswerTooLarge(FetchError):
    """The answer is larger than allowed."""

    kind = "answer-too-large"


class BadStatus(FetchError):
    """The server says no. retry_after: seconds that it asks to wait, if it does."""

    kind = "bad-status"

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        self.status, self.retry_after = status, retry_after
        super().__init__(str(status))


@dataclass(frozen=True)
class Fetched:
    """An answer. unchanged: the server says that what is known is still right; ``body`` is empty then."""

    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False


@dataclass(frozen=True)
class Wish:
    """How to ask. seconds: for all of it. most: bytes after unpacking. etag, last_modified: of what is known.

    private: whether addresses inside the own network may be asked. hosts: names of servers that may be asked although
    they stand there, in small letters; a redirect from them to another server of the own network is refused.
    """

    seconds: float = 30.0
    most: int = 50 * MIB
    etag: str = ""
    last_modified: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    hosts: frozenset[str] = frozenset()


def fetch(url: str, wish: Wish | None = None) -> Fetched:
    """Return what is at ``url``. Raises a FetchError."""
    asked = wish or Wish()
    ends = monotonic() + asked.seconds
    headers = dict(asked.headers)
    for _turn in range(MOST_REDIRECTS + 1):
        answer = _ask(url, headers, asked, ends)
        if isinstance(answer, Fetched):
            return answer
        onward = urljoin(url, answer)
        if urlsplit(onward)[:2] != urlsplit(url)[:2]:
            headers = {}  # what was meant for one server is nothing for another
        url = onward
    raise Unreachable("redirects")


def send(url: str, body: bytes, content_type: str, wish: Wish | None = None) -> None:
    """POST ``body`` to ``url``; whatever begins with 2 as status is success. Raises a FetchError.

    No redirect is followed: what is told goes to the address that a person wrote down, and nowhere else.
    """
    asked = wish or Wish()
    said = {**asked.headers, "Content-Type": content_type}
    _ask(url, said, asked, monotonic() + asked.seconds, body)


def _ask(url: str, headers: Mapping[str, str], wish: Wish, ends: float, body: bytes | None = None) -> Fetched | str:
    """Return the answer, or where it is now. body: it is sent there, and the answer is of no interest."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or len(url) > 4000:
        raise RefusedAddress(parts.scheme)
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    said = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*", **headers}
    if wish.etag:
        said["If-None-Match"] = wish.etag
    if wish.last_modified:
        said["If-Modified-Since"] = wish.last_modified
    private = wish.private or parts.hostname in wish.hosts
    with Deadline(ends) as deadline:
        connection = _connection(parts.scheme, parts.hostname, parts.port, private, deadline)
        try:
            connection.request("GET" if body is None else "POST", target, body, headers=said)
            response = connection.getresponse()
            found = _answer(response, wish, deadline) if body is None else _receipt(response)
            deadline.check()
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            raise _named(error, parts.hostname, deadline) from error
        finally:
            connection.close()
    return found


def _named(error: Exception, host: str, deadline: Deadline) -> FetchError:
    # Past the deadline every other error only tells that the connection was cut.
    if deadline.over or isinstance(error, TimeoutError):
        return TimedOut(host)
    return BadCertificate(host) if isinstance(error, ssl.SSLError) else Unreachable(host)


def _answer(response: http.client.HTTPResponse, wish: Wish, deadline: Deadline) -> Fetched | str:
    deadline.check()  # headers that were cut look as if they had ended
    where = response.headers.get("Location", "")
    if response.status in {301, 302, 303, 307, 308} and where:
        return where
    etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    if response.status == 304:
        return Fetched(etag=etag or wish.etag, last_modified=modified or wish.last_modified, unchanged=True)
    if response.status != 200:
        raise BadStatus(response.status, _seconds(response.headers.get("Retry-After", "")))
    body = _unpacked(_body(response, wish.most, deadline), response.headers.get("Content-Encoding", ""), wish.most)
    return Fetched(body, response.headers.get("Content-Type", ""), etag[:200], modified[:100])


def _receipt(response: http.client.HTTPResponse) -> Fetched:
    """Return that what was sent is there."""
    if not 200 <= response.status < 300:
        raise BadStatus(response.status, _seconds(response.headers.get("Retry-After", "")))
    return Fetched()


def _body(response: http.client.HTTPResponse, most: int, deadline: Deadline) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > most:
            raise AnswerTooLarge(f"{most // MIB} MB")
        deadline.check()
    deadline.check()
    if response.length:
        raise Unreachable("broken off")
    return bytes(body)


def _unpacked(body: bytes, encoding: str, most: int) -> bytes:
    if encoding.lower() not in {"gzip", "x-gzip"}:
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            plain = packed.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreachable("gzip") from error
    if len(plain) > most:
        raise AnswerTooLarge(f"{most // MIB} MB")
    return plain


def _seconds(text: str) -> float | None:
    return float(text) if text.isdecimal() and len(text) < 8 else None


def _connection(
    scheme: str, host: str, port: int | None, private: bool, deadline: Deadline
) -> http.client.HTTPConnection:
    """Return a connection to an address that was looked up and checked once, so that it cannot change in between."""
    number = port or (443 if scheme == "https" else 80)
    deadline.check()
    try:
        found = look_up(host, number, deadline.left)
    except TimeoutError as error:
        raise TimedOut(host) from error
    except (OSError, UnicodeError) as error:
        raise Unreachable(host) from error
    deadline.check()
    seconds = deadline.left
    allowed = [entry for entry in found if private or _is_public(str(entry[4][0]))]
    if not allowed:
        raise RefusedAddress(host)
    made: http.client.HTTPConnection
    if scheme == "https":
        made = http.client.HTTPSConnection(host, number, timeout=seconds, context=ssl.create_default_context())
    else:
        made = http.client.HTTPConnection(host, number, timeout=seconds)
    address = str(allowed[0][4][0])

    def connect(
        _where: tuple[str, int], timeout: float | None = None, source_address: tuple[str, int] | None = None
    ) -> socket.socket:
        return deadline.watch(socket.create_connection((address, number), timeout, source_address))

    made._create_connection = connect  # type: ignore[attr-defined]
    return made


def _is_public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _carried(found) if isinstance(found, ipaddress.IPv6Address) else None
    if inner is not None:
        return _is_public(str(inner))
    private = found in _OWN_NAT64 or (isinstance(found, ipaddress.IPv6Address) and found.is_site_local)
    return found.is_global and not found.is_multicast and not private


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address of version 4 to which a gateway (NAT64, 6to4, Teredo) takes one of version 6, if any."""
    if any(address in network for network in _CARRIERS) and int(address) > 1:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
