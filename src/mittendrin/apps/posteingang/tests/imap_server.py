# SPDX-License-Identifier: EUPL-1.2
"""A small IMAP server for tests, on a real socket: enough of RFC 3501 and 6851 to read, mark and move messages."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_FETCH = re.compile(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>")


@dataclass
class Mailbox:
    """What the server holds. silent: the command at which it falls silent; hangs_up: the one at which it hangs up."""

    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    moved: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    password: str = "secret"
    folders: set[str] = field(default_factory=lambda: {"INBOX"})
    moves: bool = True
    hangs_up: str = ""
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def add(self, content: bytes) -> int:
        uid = max([0, *self.messages, *self.moved]) + 1
        self.messages[uid] = content
        return uid


class _Session(socketserver.StreamRequestHandler):
    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _blank, rest = line.decode().strip().partition(" ")
            self.box.commands.append(rest)
            if self.box.hangs_up and rest.startswith(self.box.hangs_up):
                return
            name = rest.split(" ")[1] if rest.startswith("UID ") else rest.split(" ")[0]
            result = getattr(self, f"do_{name.lower()}")(rest)
            self.say(f"{tag} {result or 'OK done'}")
            if name == "LOGOUT":
                return

    @property
    def box(self) -> Mailbox:
        return self.server.box  # type: ignore[attr-defined,no-any-return]

    def do_capability(self, _rest: str) -> None:
        self.say(f"* CAPABILITY IMAP4rev1 UIDPLUS{' MOVE' if self.box.moves else ''}")

    def do_login(self, rest: str) -> str | None:
        return None if self.box.password in rest else "NO wrong"

    def do_select(self, rest: str) -> str | None:
        if rest.split('"')[1] not in self.box.folders:
            return "NO no such folder"
        self.say(f"* {len(self.box.messages)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.box.validity}] ok")
        return None

    def do_search(self, rest: str) -> None:
        uids = sorted(self.box.messages)
        if "UNSEEN" in rest:
            uids = [uid for uid in uids if uid not in self.box.seen]
        elif found := re.search(r"(\d+):\*", rest):
            uids = [uid for uid in uids if uid >= int(found[1])] or uids[-1:]
        self.say("* SEARCH " + " ".join(map(str, uids)))

    def do_fetch(self, rest: str) -> None:
        uid = int(rest.split(" ")[2])
        content = self.box.messages.get(uid)
        if content is None:
            return
        if "RFC822.SIZE" in rest:
            self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(content)})")
        elif found := _FETCH.search(rest):
            start, most = int(found[1]), int(found[2])
            piece = content[start : start + most]
            self.say(f"* 1 FETCH (UID {uid} BODY[]<{start}> {{{len(piece)}}}")
            self.wfile.write(piece)
            self.say(")")

    def do_store(self, rest: str) -> None:
        uid = int(rest.split(" ")[2])
        self.box.seen.add(uid)
        self.say(f"* 1 FETCH (UID {uid} FLAGS (\\Seen))")

    def do_move(self, rest: str) -> str | None:
        if rest.split('"')[1] not in self.box.folders:
            return "NO [TRYCREATE] no such folder"
        uid = int(rest.split(" ")[2])
        self.box.moved[uid] = self.box.messages.pop(uid)
        return None

    def do_copy(self, rest: str) -> str | None:
        if rest.split('"')[1] not in self.box.folders:
            return "NO [TRYCREATE] no such folder"
        uid = int(rest.split(" ")[2])
        self.box.moved[uid] = self.box.messages[uid]
        return None

    def do_expunge(self, rest: str) -> None:
        self.box.messages.pop(int(rest.split(" ")[2]), None)

    def do_create(self, rest: str) -> None:
        self.box.folders.add(rest.split('"')[1])

    def do_logout(self, _rest: str) -> None:
        self.say("* BYE")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    box: Mailbox

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are part of the tests."""


@contextmanager
def serving(box: Mailbox) -> Iterator[Mailbox]:
    """Serve ``box`` on a free port."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box = box
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
