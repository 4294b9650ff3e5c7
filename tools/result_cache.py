# SPDX-License-Identifier: Apache-2.0
"""Remembers which test suites passed on exactly these files and this machine.

A suite that passed is not run again while nothing that it could depend on has
changed: any file of the repository, any program or library of the build
folder, the installed packages, the CPU. Failures are never remembered.
"""
import hashlib
import json
import os
import pathlib

SKIPPED = {".git", "build", "__pycache__"}


def _files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED)
        for name in sorted(names):
            yield pathlib.Path(folder) / name


def _add_tree(digest, root):
    for path in _files(root):
        if path.is_file():
            digest.update(f"\0{path.relative_to(root)}\0{path.stat().st_mode}\0".encode())
            digest.update(path.read_bytes())


def _machine():
    """What of the machine decides a result: packages and CPU features."""
    cpu = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    flags = next((line for line in cpu if line.startswith("flags")), "")
    packages = pathlib.Path("/var/lib/dpkg/status")
    return flags.encode() + (packages.read_bytes() if packages.exists() else b"")


def state_of(source, build):
    """Hexadecimal digest of everything that a test may depend on."""
    digest = hashlib.sha256(_machine())
    _add_tree(digest, pathlib.Path(source))
    for part in ("bin", "lib"):
        _add_tree(digest, pathlib.Path(build) / part)
    return digest.hexdigest()


class ResultCache:
    """Counts of the suites that passed in one state, in a JSON file."""

    def __init__(self, path, state):
        self.path, self.state = pathlib.Path(path), state
        self.counts = {}
        try:
            stored = json.loads(self.path.read_text())
            if stored["state"] == state:
                self.counts = {str(name): int(n) for name, n in stored["passed"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # no file, or one that says nothing: every suite runs

    def passed(self, name):
        """Tests that passed when the suite last ran, or None."""
        return self.counts.get(name)

    def record(self, name, passed, failed):
        if failed or not passed:
            return
        self.counts[name] = passed
        partial = self.path.with_suffix(".tmp")
        partial.write_text(json.dumps({"state": self.state, "passed": self.counts}, indent=1))
        partial.replace(self.path)
