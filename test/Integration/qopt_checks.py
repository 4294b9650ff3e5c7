# SPDX-License-Identifier: Apache-2.0
#
# What the integration suites share: counted checks, runs of the driver, the
# code paths of this machine, and byte comparison of .npz files.
"""Counted checks and runs of the qopt driver."""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import traceback

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODELS = ROOT / "test/Models"
DIGITS = MODELS / "digits"

# Flags of /proc/cpuinfo that a code path needs (include/qopt/Target/Tiles.def).
ISA_FLAGS = {
    "avx512vnni": {"avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl",
                   "avx512_vnni"},
    "avxvnni": {"avx2", "fma", "avx_vnni"},
    "avx2": {"avx2", "fma"},
    "generic": set(),
}

# Any of these in stderr is a crash, whatever the exit code says.
CRASH_TEXTS = ("Stack dump", "PLEASE submit a bug report", "LLVM ERROR",
               "Assertion `", "terminate called", "runtime error:",
               "AddressSanitizer", "UNREACHABLE executed")


def available_isas():
    """Code paths that this CPU runs, best first."""
    flags = set()
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            flags = set(line.split(":", 1)[1].split())
            break
    return [isa for isa, needed in ISA_FLAGS.items() if needed <= flags]


class Suite:
    """Counts checks; a check that fails is printed at once. Thread-safe."""

    def __init__(self, build):
        self.qopt = pathlib.Path(build).resolve() / "bin" / "qopt"
        self.passed = self.failed = 0
        self.lock = threading.Lock()
        if not os.access(self.qopt, os.X_OK):
            sys.exit(f"error: expected an executable, got '{self.qopt}'")

    def check(self, name, condition, detail=""):
        """Returns whether the condition holds, so that callers can stop."""
        with self.lock:
            self.passed += bool(condition)
            self.failed += not condition
            if not condition:
                print(f"FAIL {name}: {detail}", flush=True)
        return bool(condition)

    def note(self, text):
        with self.lock:
            print(text, flush=True)

    def run(self, *arguments, **options):
        """Runs qopt; stdin is empty, a run of ten minutes is a hang."""
        return run([self.qopt, *arguments], **options)

    def ok(self, name, *arguments, **options):
        """A run that must end with exit code 0; returns None if it does not."""
        result = self.run(*arguments, **options)
        text = (result.stderr or b"").decode(errors="replace")
        fine = result.returncode == 0 and not any(t in text for t in CRASH_TEXTS)
        self.check(name, fine, f"exit code {result.returncode}: {text[-600:].strip()}")
        return result if fine else None

    def section(self, function, *arguments):
        """Runs a part; an exception in it is one failure."""
        try:
            return function(*arguments)
        except Exception:
            self.check(function.__name__, False, traceback.format_exc())
            return None

    def parallel(self, function, items, jobs=2):
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            return list(pool.map(lambda item: self.section(function, item), items))

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def run(command, timeout=600, **options):
    return subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout, **options)


def main(suite_of_sections):
    """Entry of a suite: `suite_of_sections(suite, folder)` does the checks."""
    if len(sys.argv) != 2:
        sys.exit("usage: suite_....py BUILD_DIR")
    suite = Suite(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="qopt-") as folder:
        suite.section(suite_of_sections, suite, pathlib.Path(folder))
    return suite.finish()


def load_arrays(path):
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def differing_bytes(first, second):
    """Bytes that differ between two .npz files; -1 where names or types do."""
    a, b = load_arrays(first), load_arrays(second)
    if list(a) != list(b):
        return -1
    count = 0
    for name, x in a.items():
        y = b[name]
        if x.shape != y.shape or x.dtype != y.dtype:
            return -1
        count += int(np.count_nonzero(np.frombuffer(x.tobytes(), np.uint8)
                                      != np.frombuffer(y.tobytes(), np.uint8)))
    return count


# Working memory may be this much more than what lives at once at the worst moment.
ARENA_SLACK = 1.1


def check_arena(suite, name, library):
    """Working memory of a compiled model against its lower bound, both as the manifest says."""
    manifest = json.loads(pathlib.Path(library).with_suffix(".json").read_text())
    arena, live = manifest["arena_bytes"], manifest["arena_live_bytes"]
    suite.check(f"{name}: working memory", live <= arena <= ARENA_SLACK * live,
                f"expected between {live} bytes, which live at once, and a tenth more; got {arena}")


def sqnr_db(wanted, got):
    """10 log10 of signal over error power; infinite where they are equal."""
    wanted, got = wanted.astype(np.float64), got.astype(np.float64)
    noise = np.sum((wanted - got) ** 2)
    if noise == 0:
        return float("inf")
    return 10 * np.log10(max(np.sum(wanted ** 2), 1e-300) / noise)
