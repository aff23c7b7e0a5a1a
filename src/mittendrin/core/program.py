# SPDX-License-Identifier: EUPL-1.2
"""Outside programs on a leash: no shell, no network unless asked for, bounded in time, memory and size of files."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from mittendrin.core.errors import MittendrinError

MIB = 1024 * 1024
_PATH = "/usr/local/bin:/usr/bin:/bin"
_MAX_STDERR = 2_000
_MAX_STDOUT = 64 * MIB
_NO_MEMORY = ("bad_alloc", "Cannot allocate memory", "MemoryError", "out of memory", "VMerror")


class ProgramError(MittendrinError):
    """An outside program did not do its work; ``program`` is its name, ``detail`` the end of what it said."""

    def __init__(self, program: str, detail: str = "") -> None:
        self.program, self.detail = program, detail
        super().__init__(f"{program}: {detail}" if detail else program)


class ProgramMissing(ProgramError):
    """The program is not installed."""


class ProgramTimedOut(ProgramError):
    """The program took longer than allowed and was ended with all its children."""


class ProgramTooBig(ProgramError):
    """The program wanted more memory or larger files than allowed."""


class ProgramFailed(ProgramError):
    """The program ended with an error; ``code`` is its exit code, negative for a signal."""

    def __init__(self, program: str, code: int, detail: str = "") -> None:
        super().__init__(program, detail)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """Bounds of one run: wall-clock ``seconds``, ``memory`` of each process and ``file`` size in bytes."""

    seconds: float = 60.0
    memory: int = 1024 * MIB
    file: int = 512 * MIB


@dataclass(frozen=True)
class Output:
    """What a program said."""

    stdout: bytes
    stderr: str


def run(
    arguments: Sequence[str | Path],
    *,
    folder: Path,
    limits: Limits | None = None,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    network: bool = False,
) -> Output:
    """Return what the program ``arguments[0]`` said, run in ``folder``, its home and its place for temporary files.

    ``network``: it may reach servers; only for programs that cannot work without and read nothing foreign.
    Raises ProgramMissing, ProgramTimedOut, ProgramTooBig, ProgramFailed.
    """
    limits = limits or Limits()
    name = Path(arguments[0]).name
    command = [*(() if network else _without_network()), *_bounded(limits), *map(str, arguments)]
    with tempfile.TemporaryFile(dir=folder) as source, _capture(folder) as out, _capture(folder) as err:
        source.write(stdin)
        source.seek(0)
        process = _start(name, command, folder, environment or {}, (source, out, err))
        try:
            code = process.wait(limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise ProgramTimedOut(name, f"{limits.seconds:.0f} s") from error
        finally:
            _end(process)
        output = Output(_said(out, _MAX_STDOUT), _said(err, _MAX_STDERR, last=True).decode("utf-8", "replace").strip())
    if code:
        raise _failure(name, code, output.stderr)
    return output


def start(arguments: Sequence[str | Path], *, folder: Path, memory: int) -> subprocess.Popen[bytes]:
    """Return a program that goes on running, in a session of its own, its input and output as pipes.

    Bounded like ``run`` but in time: who starts it ends it, by ``end``; what it started by ``run`` ends with it where
    the system allows it. What it says besides goes nowhere. Raises ProgramMissing.
    """
    bounds = ["prlimit", f"--as={memory}", f"--fsize={Limits().file}", "--core=0", "--"]
    command = [*(_with_its_kin() or _without_network()), *bounds, *map(str, arguments)]
    files = (subprocess.PIPE, subprocess.PIPE, subprocess.DEVNULL)
    return _start(Path(arguments[0]).name, command, folder, {}, files)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started."""
    _end(process)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _start(
    name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str], files: tuple[IO[bytes] | int, ...]
) -> subprocess.Popen[bytes]:
    variables = {"PATH": _PATH, "LANG": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder), **environment}
    source, out, err = files
    try:
        return subprocess.Popen(
            command, cwd=folder, env=variables, stdin=source, stdout=out, stderr=err, start_new_session=True
        )
    except FileNotFoundError as error:
        raise ProgramMissing(name) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _failure(name: str, code: int, said: str) -> ProgramError:
    detail = said.splitlines()[-1][:300] if said else ""
    if code == 127 or (code in {1, 126} and "No such file or directory" in said and f"execute {name}" in said):
        return ProgramMissing(name, detail)
    if code in {-signal.SIGXFSZ, -signal.SIGXCPU} or any(words in said for words in _NO_MEMORY):
        return ProgramTooBig(name, detail)
    return ProgramFailed(name, code, detail)


def _bounded(limits: Limits) -> Sequence[str]:
    return (
        "prlimit",
        f"--as={limits.memory}",
        f"--fsize={limits.file}",
        f"--cpu={int(limits.seconds) + 1}",
        "--core=0",
        "--",
    )


@cache
def _without_network() -> Sequence[str]:
    """Return the words that cut a program off the network; none where the system does not allow it."""
    return _allowed(("unshare", "-n", "--"), ("unshare", "-r", "-n", "--"))


@cache
def _with_its_kin() -> Sequence[str]:
    """Return the words that cut a program off the network and let all processes below it end with it.

    Programs below it lead sessions of their own, so no signal to its group would reach them.
    """
    kin = ("-n", "-p", "-f", "--kill-child", "--")
    return _allowed(("unshare", *kin), ("unshare", "-r", *kin))


def _allowed(*choices: Sequence[str]) -> Sequence[str]:
    for words in choices:
        try:
            done = subprocess.run([*words, "true"], capture_output=True, timeout=10, env={"PATH": _PATH}, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ()
        if done.returncode == 0:
            return words
    return ()


def is_network_cut() -> bool:
    """Return whether outside programs run without network here."""
    return bool(_without_network())


def ends_with_kin() -> bool:
    """Return whether programs that go on running end here with all that they started."""
    return bool(_with_its_kin())


@cache
def installed(name: str) -> bool:
    """Return whether the program ``name`` is installed."""
    return any((Path(folder) / name).is_file() for folder in _PATH.split(":"))


def _capture(folder: Path) -> IO[bytes]:
    return tempfile.TemporaryFile(dir=folder)


def _said(file: IO[bytes], most: int, *, last: bool = False) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - most, 0) if last else 0)
    return file.read(most)
