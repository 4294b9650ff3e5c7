#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the unit tests, the lit tests and the integration runs of a build folder.

Usage: run_tests.py BUILD_DIR [--again]
Prints what each suite prints where something fails, one line per suite
otherwise, and last "N passed, N failed". A suite that passed on exactly these
files and this machine is not run a second time but with --again.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

# Compiled modules beside the sources would be files of no room.
sys.dont_write_bytecode = True

from result_cache import ResultCache, state_of  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(command, **kwargs):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **kwargs)


def unit_suite(binary):
    """A GoogleTest binary: counts from its JSON report, so a crash counts as a failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        result = run([str(binary), "--gtest_brief=1", f"--gtest_output=json:{report}"], cwd=folder)
        try:
            data = json.loads(report.read_text())
            failed = data["failures"] + data.get("errors", 0)
            passed = data["tests"] - failed - data.get("disabled", 0)
        except (OSError, ValueError):
            passed, failed = 0, 1
        if result.returncode != 0 and failed == 0:
            failed = 1
        return passed, failed, result.stdout


def lit_suite(build):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        result = run(["/usr/bin/python3", "/usr/bin/lit-22", "-v", "-j2", "--output", str(report), str(build / "test")])
        try:
            tests = json.loads(report.read_text())["tests"]
            bad = {"FAIL", "XPASS", "TIMEOUT", "UNRESOLVED"}
            failed = sum(t["code"] in bad for t in tests)
            passed = sum(t["code"] in ("PASS", "XFAIL", "FLAKYPASS") for t in tests)
        except (OSError, ValueError):
            passed, failed = 0, 1
        return passed, failed, result.stdout


def counting_suite(command):
    """A script whose last matching line is 'N passed, M failed'."""
    result = run(command)
    found = re.findall(r"(\d+) passed, (\d+) failed", result.stdout)
    passed, failed = map(int, found[-1]) if found else (0, 1)
    if result.returncode != 0 and failed == 0:
        failed = 1
    return passed, failed, result.stdout


def suites(build):
    for binary in sorted((build / "bin").glob("qopt-*-tests")):
        yield binary.name, lambda b=binary: unit_suite(b)
    yield "lit", lambda: lit_suite(build)
    for script in sorted((ROOT / "test" / "Integration").glob("suite_*.py")):
        yield script.stem, lambda s=script: counting_suite(["/usr/bin/python3", str(s), str(build)])


def main():
    again = "--again" in sys.argv[2:]
    if len(sys.argv) != 2 + again:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    # Suites import their own modules; what Python caches of them is no change.
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    cache = ResultCache(build / "test-results.json", state_of(ROOT, build))
    total_passed = total_failed = 0
    for name, suite in suites(build):
        known = None if again else cache.passed(name)
        start = time.monotonic()
        passed, failed, output = (known, 0, "") if known else suite()
        cache.record(name, passed, failed)
        total_passed += passed
        total_failed += failed
        if failed:
            print(output)
        how = "unchanged since it passed" if known else f"{time.monotonic() - start:.1f} s"
        print(f"{name}: {passed} passed, {failed} failed ({how})", flush=True)
    print(f"{total_passed} passed, {total_failed} failed")
    sys.exit(1 if total_failed else 0)


if __name__ == "__main__":
    main()
