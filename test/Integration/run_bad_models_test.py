#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Tests run_bad_models.py against fake importers: the polite one passes, and each
# kind of misbehaviour is seen. Needs only the standard library.
"""Unit tests of run_bad_models.py."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUNNER = pathlib.Path(__file__).resolve().parent / "run_bad_models.py"
MANIFEST = {"bad.onnx": {"why": "bad", "mentions": ["conv1"]},
            "maybe.onnx": {"why": "odd", "may_be_valid": True},
            "control.onnx": {"why": "a valid model", "valid": True}}
POLITE = """
case "$2" in
*control.onnx) echo module > "$4"; exit 0 ;;
*) echo "$2: error: node 'conv1' is bad" >&2; exit 1 ;;
esac
"""


class RunBadModels(unittest.TestCase):
    def run_fake(self, before="", *arguments):
        """Shell commands `before` run first; they may end the fake importer."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "manifest.json").write_text(json.dumps(MANIFEST))
            for model in MANIFEST:
                (folder / model).write_bytes(b"")
            fake = folder / "qopt"
            fake.write_text(f"#!/bin/sh\n{before}\n{POLITE}")
            fake.chmod(0o755)
            done = subprocess.run(
                [sys.executable, str(RUNNER), str(fake), name, "--timeout", "1",
                 *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()

    def expect_failure(self, before, message, failed=1):
        code, lines = self.run_fake(before)
        self.assertEqual(code, 1)
        self.assertEqual(lines[-1], f"bad models: {3 - failed} passed, {failed} failed")
        self.assertTrue(any(message in line for line in lines), lines)

    def on(self, model, commands):
        return f'case "$2" in *{model}.onnx) {commands} ;; esac'

    def test_polite(self):
        self.assertEqual(self.run_fake()[0], 0)
        self.assertEqual(self.run_fake()[1][-1], "bad models: 3 passed, 0 failed")

    def test_nothing_selected(self):
        self.assertEqual(self.run_fake("", "--only", "none*")[0], 1)

    def test_accepts_bad(self):
        self.expect_failure(self.on("bad", 'echo > "$4"; exit 0'), "expected exit code 1, got 0")

    def test_accepts_maybe(self):
        self.assertEqual(self.run_fake(self.on("maybe", 'echo > "$4"; exit 0'))[0], 0)

    def test_refuses_control(self):
        self.expect_failure(self.on("control", "echo error: >&2; exit 1"),
                            "expected exit code 0, got 1")

    def test_wrong_code(self):
        self.expect_failure("exit 2", "got 2", failed=3)

    def test_silent(self):
        self.expect_failure(self.on("maybe", "exit 1"), "no 'error:'")

    def test_does_not_mention(self):
        self.expect_failure(self.on("bad", "echo error: no >&2; exit 1"),
                            "does not mention 'conv1'")

    def test_signal(self):
        self.expect_failure(self.on("bad", "kill -SEGV $$"), "killed by signal 11")

    def test_hang(self):
        self.expect_failure(self.on("bad", "sleep 30"), "still running")

    def test_partial_output(self):
        self.expect_failure(self.on("bad", 'echo > "$4"'), "output file was left")

    def test_stray_file(self):
        self.expect_failure(self.on("bad", "echo > stray"), "files left behind: stray")

    def test_no_output(self):
        self.expect_failure(self.on("control", "exit 0"), "no output file")

    def test_sanitizer(self):
        self.expect_failure(self.on("maybe", "echo 'a.cpp:1: runtime error: x' >&2; exit 1"),
                            "runtime error:")

    def test_memory_limit(self):
        greedy = f"{sys.executable} -c 'bytearray(8 << 30)' || kill -ABRT $$"
        self.expect_failure(self.on("bad", greedy), "killed by signal 6")


if __name__ == "__main__":
    unittest.main()
