#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Feeds every file that bad_models.py wrote to `qopt import` and demands a polite
# refusal: exit code 1, a message with `error:`, nothing left behind, no signal,
# no hang, no sanitizer report, no gigabytes. Valid controls must be imported.
"""Run `qopt import` on bad models; last line: `bad models: N passed, M failed`."""

import argparse
import collections
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

# These come with exit code 1 or with the text "error:" and still are crashes.
CRASH_TEXTS = ("AddressSanitizer", "LeakSanitizer", "MemorySanitizer", "runtime error:",
               "Assertion `", "terminate called", "LLVM ERROR", "Stack dump",
               "PLEASE submit a bug report", "UNREACHABLE executed")

Outcome = collections.namedtuple("Outcome", "code stderr output others seconds")


def run_one(options, path):
    """Runs the importer in an empty folder. code None: timed out; -N: signal N."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["prlimit", "--core=0"]
        if options.memory_mib:
            command.append(f"--as={options.memory_mib * 2**20}")
        command += ["--", str(options.qopt), "import", str(path), "-o", "OUT.mlir"]
        start = time.monotonic()
        with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              start_new_session=True) as process:
            try:
                stderr = process.communicate(timeout=options.timeout)[1]
                code = process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                stderr, code = process.communicate()[1], None
        left = os.listdir(folder)
        return Outcome(code, stderr.decode(errors="replace"), "OUT.mlir" in left,
                       sorted(set(left) - {"OUT.mlir"}), time.monotonic() - start)


def complaints(entry, outcome, timeout):
    """What is wrong with the outcome: a list of texts, empty if all is well."""
    if outcome.code is None:
        return [f"still running after {timeout} s"]
    if outcome.code < 0:
        return [f"killed by signal {-outcome.code}"]
    wrong = [f"stderr holds '{text}'" for text in CRASH_TEXTS if text in outcome.stderr]
    wanted = {0} if entry.get("valid") else {0, 1} if entry.get("may_be_valid") else {1}
    if outcome.code not in wanted:
        wrong.append(f"expected exit code {' or '.join(map(str, sorted(wanted)))}, "
                     f"got {outcome.code}")
    if outcome.code == 0 and not outcome.output:
        wrong.append("exit code 0, but no output file")
    if outcome.code != 0 and outcome.output:
        wrong.append("an output file was left behind")
    if outcome.others:
        wrong.append("files left behind: " + ", ".join(outcome.others))
    if outcome.code == 1 and "error:" not in outcome.stderr:
        wrong.append("stderr has no 'error:'")
    if outcome.code == 1:
        wrong += [f"the error does not mention '{text}'"
                  for text in entry.get("mentions", ()) if text not in outcome.stderr]
    return wrong


def report(name, entry, outcome, wrong):
    print(f"FAIL {name} ({entry['why']}): {'; '.join(wrong)}")
    for line in outcome.stderr.splitlines()[:3]:
        print(f"     stderr: {line[:200]}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("qopt", type=pathlib.Path, help="the qopt binary")
    parser.add_argument("directory", type=pathlib.Path, help="what bad_models.py wrote")
    parser.add_argument("--only", default="*", metavar="GLOB", help="only these files")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20, help="seconds per file")
    parser.add_argument("--memory-mib", type=int, default=4096,
                        help="address space limit, 0: none (sanitizers need none)")
    options = parser.parse_args()
    options.qopt, options.directory = options.qopt.resolve(), options.directory.resolve()
    if not os.access(options.qopt, os.X_OK):
        parser.error(f"expected an executable, got '{options.qopt}'")
    if not (options.directory / "manifest.json").is_file():
        parser.error(f"no manifest.json in '{options.directory}'")
    return options


def main():
    options = parse_arguments()
    manifest = json.loads((options.directory / "manifest.json").read_text())
    names = [n for n in sorted(manifest) if fnmatch.fnmatch(n, options.only)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda n: run_one(options, options.directory / n), names))

    failed, named, with_node, refused = 0, 0, 0, 0
    for name, outcome in zip(names, outcomes):
        entry = manifest[name]
        wrong = complaints(entry, outcome, options.timeout)
        if wrong:
            failed += 1
            report(name, entry, outcome, wrong)
        refused += outcome.code == 1
        if outcome.code == 1 and "node" in entry:
            with_node += 1
            named += entry["node"] in outcome.stderr
    slowest = max(zip((o.seconds for o in outcomes), names), default=(0, "none"))
    print(f"{refused} of {len(names)} files refused; the faulty node named in {named} of "
          f"{with_node}; slowest {slowest[1]}: {slowest[0]:.1f} s")
    print(f"bad models: {len(names) - failed} passed, {failed} failed")
    # Nothing run is no success: a wrong --only must not look like one.
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
