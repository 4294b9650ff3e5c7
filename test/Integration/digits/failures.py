# SPDX-License-Identifier: Apache-2.0
#
# What must fail, politely: exit code 1, `error:` on stderr, no crash text, and
# no file left behind (nor an older file damaged).
"""Failures of the driver on the digits network."""

import errno
import json
import os
import pathlib
import resource
import stat

import numpy as np

from qopt_checks import CRASH_TEXTS, DIGITS, load_arrays

MODEL, CALIB, TEST = (DIGITS / name for name in ("digits_cnn.onnx", "calib.npz", "test.npz"))


class Refusals:
    """Runs commands that must be refused in a folder of their own."""

    def __init__(self, suite, folder):
        self.suite, self.folder = suite, folder
        self.inputs, self.outputs = folder / "in", folder / "out"
        self.inputs.mkdir()
        self.outputs.mkdir()

    def refused(self, name, *arguments, mentions=(), **options):
        result = self.suite.run(*arguments, **options)
        text = result.stderr.decode(errors="replace")
        wrong = [f"stderr holds '{t}'" for t in CRASH_TEXTS if t in text]
        if result.returncode != 1:
            wrong.append(f"expected exit code 1, got {result.returncode}")
        if "error:" not in text:
            wrong.append("no 'error:' in stderr")
        wrong += [f"the error does not mention '{t}'" for t in mentions if t not in text]
        left = sorted(os.listdir(self.outputs))
        if left:
            wrong.append("files left behind: " + ", ".join(left))
            for leaf in left:
                (self.outputs / leaf).unlink()
        self.suite.check(f"refused: {name}", not wrong, "; ".join(wrong) + "\n" + text[:500])

    def quantize(self, name, recipe="int8", data=CALIB, **options):
        self.refused(name, "quantize", MODEL, "--recipe", recipe, "--data", data, "-o",
                     self.outputs / "q.mlir", **options)


def check_data(refusals):
    folder = refusals.inputs
    arrays = load_arrays(TEST)
    x, labels = arrays["image"], arrays["labels"]
    whole = TEST.read_bytes()

    def array(name, **arrays_by_name):
        np.savez(folder / name, **arrays_by_name)
        return folder / name

    def raw(name, data):
        (folder / name).write_bytes(data)
        return folder / name

    def poisoned(value):
        bad = x[:40].copy()
        bad[17, 0, 3, 3] = value
        return bad

    flipped = bytearray(whole)
    flipped[300:340] = bytes(255 - b for b in flipped[300:340])
    cases = {
        "no file": (folder / "absent.npz", ["absent.npz"]),
        "a folder": (folder, []),
        "missing array": (array("a.npz", picture=x), ["'image'", "picture"]),
        "wrong shape": (array("b.npz", image=x[:, :, :7]), ["[1,1,8,8]", "559,1,7,8"]),
        "too few dimensions": (array("c.npz", image=x[0, 0, 0]), ["[1,1,8,8]"]),
        "no samples": (array("d.npz", image=x[:0]), ["image"]),
        "NaN": (array("e.npz", image=poisoned(np.nan)), ["finite"]),
        "infinity": (array("f.npz", image=poisoned(-np.inf)), ["finite"]),
        "texts": (array("g.npz", image=np.array(["0", "1"])), ["image"]),
        "complex numbers": (array("h.npz", image=x.astype(np.complex64)), ["image"]),
        "half a file": (raw("i.npz", whole[:len(whole) // 2]), ["i.npz"]),
        "damaged data": (raw("j.npz", bytes(flipped)), ["j.npz"]),
        "empty file": (raw("k.npz", b""), ["k.npz"]),
        "another kind of file": (MODEL, ["digits_cnn.onnx"]),
    }
    for name, (path, mentions) in cases.items():
        refusals.quantize(f"calibration data: {name}", data=path, mentions=mentions)
    out = ["--output", refusals.outputs / "y.npz"]
    for name in ("no file", "missing array", "wrong shape", "no samples", "damaged data"):
        path, mentions = cases[name]
        refusals.refused(f"inputs: {name}", "run", MODEL, "--engine", "reference",
                         "--input", path, *out, mentions=mentions)
    for name, bad in (("too short", labels[:10]), ("not integers", labels + 0.5),
                      ("beyond the classes", labels + 10), ("negative", labels - 1)):
        refusals.refused(f"labels {name}", "eval", MODEL, "--engine", "reference", "--data",
                         array("l.npz", image=x, labels=bad), mentions=["label"])


def check_recipes(refusals):
    cases = {
        "unknown entry": {"activation": "s8"},
        "number for a text": {"activations": 8},
        "text for a truth": {"scale_offset": "yes"},
        "text for a number": {"percentile": "99"},
        "text for a list": {"float_nodes": "classifier"},
        "list of numbers": {"float_nodes": [1]},
        "list for an object": {"weight_overrides": ["classifier"]},
        "no object": [1],
        "unknown format": {"activations": "x8"},
        "17 bits": {"activations": "s17"},
        "no bits": {"weights": "s0"},
        "99 bits": {"weights": "s99"},
        "unsigned weights": {"weights": "u8"},
        "unknown observer": {"observer": "magic"},
        "levels of a table": {"observer": "entropy", "activations": "flint<s4>"},
        "negative sums in unsigned codes": {"activations": "flint<u4>"},
        "percentile 30": {"observer": "percentile", "percentile": 30},
        "momentum 0": {"observer": "moving_average", "momentum": 0},
        "unknown rounding": {"rounding": "up"},
        "absent node": {"float_nodes": ["no such node"]},
        "absent kind": {"float_kinds": ["no such kind"]},
        "override of an absent node": {"weight_overrides": {"no such node": "s4"}},
        "override of unknown format": {"weight_overrides": {"classifier": "q4"}},
    }
    path = refusals.inputs / "recipe.json"
    for name, recipe in cases.items():
        path.write_text(json.dumps(recipe))
        refusals.quantize(f"recipe: {name}", recipe=path)
    path.write_text('{"weights": ')
    refusals.quantize("recipe: half a file", recipe=path)
    refusals.quantize("recipe: no file", recipe=refusals.inputs / "absent.json",
                      mentions=["absent.json"])
    refusals.quantize("recipe: unknown name", recipe="int9", mentions=["int9", "int8"])
    out = ["-o", refusals.outputs / "q.mlir"]
    refusals.refused("recipe without ranges", "quantize", MODEL, "--recipe", "int8", *out)
    refusals.refused("no recipe", "quantize", MODEL, "--data", CALIB, *out)
    stats = refusals.inputs / "stats.json"
    for name, text in (("half a file", '{"qopt_statistics": 1, '), ("empty", "{}"),
                       ("other version", '{"qopt_statistics": 99, "values": {}}'),
                       ("no values", '{"qopt_statistics": 1, "observer": "minmax", '
                                     '"samples": 1, "values": {}}')):
        stats.write_text(text)
        refusals.refused(f"statistics: {name}", "quantize", MODEL, "--recipe", "int8",
                         "--stats", stats, *out)


def check_models(refusals, library):
    folder, code = refusals.inputs, library.read_bytes()
    files = {"text.onnx": b"hello, this is not a model\n", "empty.onnx": b"",
             "half.onnx": MODEL.read_bytes()[:20000], "text.mlir": b"hello\n",
             "empty.mlirbc": b"", "bad.mlirbc": b"ML\xefR" + bytes(60), "note.txt": b"x",
             "text.so": b"hello\n", "empty.so": b"", "half.so": code[:len(code) // 2],
             "head.so": code[:200], "zeros.so": code[:64] + bytes(len(code) - 64)}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    for name in [*files, "absent.onnx", "absent.mlir", "absent.so"]:
        refusals.refused(f"model {name}", "run", folder / name, "--input", TEST, "--output",
                         refusals.outputs / "y.npz")
    refusals.refused("compile a library", "compile", library, "-o",
                     refusals.outputs / "x.so")
    # A library without a model: any other one of the system.
    system = next(pathlib.Path("/usr/lib/x86_64-linux-gnu").glob("libz.so.1*"), None)
    if system:
        (folder / "libz.so").write_bytes(system.read_bytes())
        refusals.refused("library without a model", "run", folder / "libz.so", "--input",
                         TEST, "--output", refusals.outputs / "y.npz")


def check_options(refusals, library):
    out = ["-o", refusals.outputs / "x.mlir"]
    run = ["--input", TEST, "--output", refusals.outputs / "y.npz"]
    cases = {
        "batch 0 or less": ["import", MODEL, "--batch", "-1", *out],
        "dimension without size": ["import", MODEL, "--dim", "N", *out],
        "dimension of size 0": ["import", MODEL, "--dim", "N=0", *out],
        "unknown dimension": ["import", MODEL, "--dim", "nothing=3", *out],
        "batch of a model with fixed shapes": ["import", refusals.folder / "q.mlir",
                                               "--batch", "2", *out],
        "code under the header's name": ["compile", refusals.folder / "q.mlir", "-o",
                                         refusals.outputs / "x.h"],
        "library to standard output": ["compile", refusals.folder / "q.mlir", "-o", "-"],
        "unknown target": ["compile", MODEL, "--target", "cpu:mmx", *out],
        "another target": ["compile", MODEL, "--target", "gpu", *out],
        "name that is none in C": ["compile", MODEL, "--name", "1+1", *out],
        "recipe on a quantized model": ["quantize", refusals.folder / "q.mlir", "--recipe",
                                        "int8", "--data", CALIB, *out],
        "unknown code path": ["run", library, "--isa", "mmx", *run],
        "unknown code path, jit": ["run", refusals.folder / "q.mlir", "--isa", "mmx", *run],
        "threads below 0": ["run", library, "--threads", "-3", *run],
    }
    for name, arguments in cases.items():
        refusals.refused(name, *arguments)
    refusals.refused("unknown QOPT_ISA", "run", library, *run, mentions=["QOPT_ISA", "mmx"],
                     env={**os.environ, "QOPT_ISA": "mmx"})


def limit_file_size():
    """Like a full disk, but for the error's name: no file grows past 4 KiB."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def check_disks(refusals, library):
    """Nowhere to write to: nothing is left, an older file stays as it was."""
    suite, folder = refusals.suite, refusals.outputs
    commands = {
        "import": lambda p: ["import", MODEL, "-o", p / "m.mlir"],
        "bytecode": lambda p: ["import", MODEL, "-o", p / "m.mlirbc"],
        "quantize": lambda p: ["quantize", MODEL, "--recipe", "int8", "--stats",
                               refusals.folder / "stats.json", "-o", p / "q.mlir"],
        "library": lambda p: ["compile", refusals.folder / "q.mlir", "-o", p / "m.so"],
        "object": lambda p: ["compile", refusals.folder / "q.mlir", "-o", p / "m.o"],
        "assembly": lambda p: ["compile", refusals.folder / "q.mlir", "--emit", "asm", "-o",
                               p / "m.s"],
        "run": lambda p: ["run", library, "--input", TEST, "--output", p / "y.npz"],
    }
    for name, command in commands.items():
        refusals.refused(f"{name}: full disk", *command(folder), preexec_fn=limit_file_size)
        refusals.refused(f"{name}: no such folder", *command(folder / "absent"))
        refusals.refused(f"{name}: a file for a folder",
                         *command(refusals.inputs / "note.txt"))
        if os.geteuid() != 0:  # root may write anywhere
            folder.chmod(0o500)
            refusals.refused(f"{name}: unwritable folder", *command(folder))
            folder.chmod(0o700)
    suite.section(check_devices, refusals, commands)
    refusals.refused("report: no such folder", "eval", MODEL, "--engine", "reference",
                     "--limit", "3", "--data", TEST, "--report", folder / "absent/r.html")
    old = refusals.folder / "old.mlir"
    old.write_text("old")
    suite.run("import", MODEL, "-o", old, preexec_fn=limit_file_size)
    suite.check("an older file survives a full disk", old.read_text() == "old")


def check_devices(refusals, commands):
    """A device stays one: nothing is renamed over it. Never tried on those of /dev,
    but on one of our own, the full disk, where root may make it."""
    home = refusals.folder / "devices"
    home.mkdir()
    try:
        os.mknod(home / "probe", 0o600 | stat.S_IFCHR, os.makedev(1, 7))
        os.write(os.open(home / "probe", os.O_WRONLY), b"x")
        return
    except OSError as error:
        if error.errno != errno.ENOSPC:
            refusals.suite.note(f"no device to write to here: {error}")
            return
    for name, command in commands.items():
        arguments = command(home)
        os.mknod(arguments[-1], 0o600 | stat.S_IFCHR, os.makedev(1, 7))
        refusals.refused(f"{name}: full device", *arguments)
        refusals.suite.check(f"{name}: the device is still one",
                             stat.S_ISCHR(os.stat(arguments[-1]).st_mode))
        refusals.suite.check(f"{name}: nothing beside the device",
                             set(os.listdir(home)) == {"probe", arguments[-1].name},
                             os.listdir(home))
        arguments[-1].unlink()


def check_failures(suite, folder):
    refusals = Refusals(suite, folder)
    suite.ok("calibrate", "calibrate", MODEL, "--data", CALIB, "-o", folder / "stats.json")
    suite.ok("quantize", "quantize", MODEL, "--recipe", "int8", "--stats",
             folder / "stats.json", "-o", folder / "q.mlir")
    library = folder / "m.so"
    suite.ok("compile", "compile", folder / "q.mlir", "-o", library)
    suite.section(check_data, refusals)
    suite.section(check_recipes, refusals)
    for part in (check_models, check_options, check_disks):
        suite.section(part, refusals, library)
