# SPDX-License-Identifier: Apache-2.0
"""Tests of tools/result_cache.py. usage: result_cache_test.py TOOLS_DIR"""
import pathlib
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from result_cache import ResultCache, state_of  # noqa: E402


def states(folder):
    source, build = folder / "source", folder / "build"
    for place in (source / "test", source / "build", build / "bin", build / "other"):
        place.mkdir(parents=True)
    (source / "test" / "a.mlir").write_text("one")
    (build / "bin" / "qopt").write_text("program")
    first = state_of(source, build)
    assert first == state_of(source, build)

    def changes(path, text):
        before = state_of(source, build)
        path.write_text(text)
        return before != state_of(source, build)

    assert changes(source / "test" / "a.mlir", "two"), "a changed test"
    assert changes(source / "new.txt", ""), "a new file"
    assert changes(build / "bin" / "qopt", "rebuilt"), "a rebuilt program"
    assert not changes(build / "other" / "log", "x"), "a log is no input"
    assert not changes(source / "build" / "log", "x"), "the build folder is no source"
    before = state_of(source, build)
    (build / "bin" / "qopt").chmod(0o755)
    assert before != state_of(source, build), "a mode"
    (source / "new.txt").rename(source / "other.txt")
    assert before != state_of(source, build), "a new name"


def counts(folder):
    path = folder / "results.json"
    cache = ResultCache(path, "state 1")
    assert cache.passed("lit") is None
    cache.record("lit", 3, 0)
    cache.record("broken", 3, 1)
    cache.record("empty", 0, 0)
    again = ResultCache(path, "state 1")
    assert again.passed("lit") == 3
    assert again.passed("broken") is None and again.passed("empty") is None
    assert ResultCache(path, "state 2").passed("lit") is None
    for damage in ("", "[]", "{}", '{"state": "state 1", "passed": [1]}', '{"state": 1'):
        path.write_text(damage)
        assert ResultCache(path, "state 1").passed("lit") is None, damage


for test in (states, counts):
    with tempfile.TemporaryDirectory() as folder:
        test(pathlib.Path(folder))
print("result cache: ok")
