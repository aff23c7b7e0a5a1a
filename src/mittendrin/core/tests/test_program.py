# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from mittendrin.core import program
from mittendrin.core.program import MIB, Limits

PYTHON = sys.executable


def python(code: str, folder: Path, **bounds: float) -> program.Output:
    limits = Limits(bounds.get("seconds", 20.0), int(bounds.get("memory", 512 * MIB)), int(bounds.get("file", MIB)))
    return program.run([PYTHON, "-c", code], folder=folder, limits=limits, stdin=b"in")


def test_a_program_says_what_it_has_to_say(tmp_path: Path) -> None:
    said = python("import sys; print(sys.stdin.read(), 'out'); print('err', file=sys.stderr)", tmp_path)
    assert said.stdout == b"in out\n"
    assert said.stderr == "err"


def test_a_program_lives_in_its_folder_and_knows_little_of_ours(tmp_path: Path) -> None:
    said = python("import os; print(os.getcwd(), os.environ['HOME'], sorted(os.environ))", tmp_path).stdout.decode()
    assert said.startswith(f"{tmp_path} {tmp_path} ")
    assert "MITTENDRIN" not in said and "DJANGO" not in said


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(program.ProgramMissing) as caught:
        program.run(["no-such-program-here"], folder=tmp_path)
    assert caught.value.program == "no-such-program-here"


def test_a_program_that_fails_says_the_end_of_its_words(tmp_path: Path) -> None:
    with pytest.raises(program.ProgramFailed) as caught:
        python("import sys; print('x' * 9000 + '\\nlast', file=sys.stderr); sys.exit(7)", tmp_path)
    assert caught.value.code == 7
    assert caught.value.detail == "last"


@pytest.mark.slow
def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    started = monotonic()
    code = (
        "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "open('pid', 'w').write(str(p.pid)); time.sleep(60)"
    )
    with pytest.raises(program.ProgramTimedOut):
        python(code, tmp_path, seconds=2.0)
    assert monotonic() - started < 10
    child = int((tmp_path / "pid").read_text(encoding="utf-8"))
    while _lives(child):  # a process that was killed takes a moment to go
        assert monotonic() - started < 20
        sleep(0.05)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").split()[2] != "Z"
    except OSError:
        return False


def test_a_program_gets_no_more_memory_than_allowed(tmp_path: Path) -> None:
    with pytest.raises(program.ProgramTooBig):
        python("x = bytearray(800_000_000)", tmp_path)


def test_a_program_writes_no_larger_file_than_allowed(tmp_path: Path) -> None:
    with pytest.raises(program.ProgramError):
        python("open('big', 'wb').write(b'x' * 5_000_000)", tmp_path)
    assert (tmp_path / "big").stat().st_size <= MIB


@pytest.mark.skipif(not program.is_network_cut(), reason="this system does not let us cut programs off the network")
def test_a_program_has_no_network(tmp_path: Path) -> None:
    code = "import socket; s = socket.socket(); s.settimeout(2); s.connect(('127.0.0.1', 9))"
    with pytest.raises(program.ProgramFailed) as caught:
        python(code, tmp_path)
    assert "unreachable" in caught.value.detail


def test_a_lasting_program_answers_and_is_ended(tmp_path: Path) -> None:
    lasting = program.start(["cat"], folder=tmp_path, memory=256 * MIB)
    assert lasting.stdin is not None and lasting.stdout is not None
    lasting.stdin.write(b"hello\n")
    lasting.stdin.flush()
    assert os.read(lasting.stdout.fileno(), 100) == b"hello\n"
    program.end(lasting)
    assert lasting.poll() is not None
    program.end(lasting)


@pytest.mark.skipif(not program.ends_with_kin(), reason="this system does not let us keep processes apart")
def test_what_a_lasting_program_started_in_a_session_of_its_own_ends_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; p = subprocess.Popen(['sleep', '300.125'], start_new_session=True);"
        "print('started', flush=True); time.sleep(300)"
    )
    lasting = program.start([PYTHON, "-c", code], folder=tmp_path, memory=256 * MIB)
    assert lasting.stdout is not None and lasting.stdout.readline() == b"started\n"
    started = monotonic()
    sleeper = _process("sleep\x00300.125")
    os.kill(sleeper, signal.SIGSTOP)
    program.end(lasting)
    while _lives(sleeper):
        assert monotonic() - started < 20
        sleep(0.05)


def _process(command: str) -> int:
    """The number of the only process with this command; one that has just begun has no command for a moment."""
    started = monotonic()
    while not (found := _processes(command)):
        assert monotonic() - started < 20
        sleep(0.05)
    (only,) = found
    return only


def _processes(command: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if command in (folder / "cmdline").read_text(encoding="utf-8"):
                found.append(int(folder.name))
        except (OSError, UnicodeDecodeError):
            continue
    return found
