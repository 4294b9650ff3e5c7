# SPDX-License-Identifier: Apache-2.0
"""The choice of a format against a search of its own, in numpy: the chosen type's
error is at most that of every candidate, with the best clips of each.

usage: choose_best.py QOPT_OPT WORK_FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

# Values of the candidates; ANT's integers have -8, ours for `s4` have not.
SIGNED = {"int<s4>": np.arange(-8, 8), "int<s4, narrow>": np.arange(-7, 8),
          "flint<s4>": [0, 1, 2, 3, 4, 6, 8, 16], "pot<s4>": [0, 1, 2, 4, 8, 16, 32, 64],
          "float<e2m1finite>": [0, 0.5, 1, 1.5, 2, 3, 4, 6]}
VALUES = {name: np.unique(np.concatenate([-np.array(v, float), np.array(v, float)]))
          if "int" not in name or "flint" in name else np.array(v, float)
          for name, v in SIGNED.items()}


def filters():
    """Shapes of data in which different types win; one column is one channel."""
    rng = np.random.default_rng(7)
    powers = rng.choice([-1.0, 1.0], (90, 3)) * 2.0 ** rng.integers(-5, 2, (90, 3))
    sets = {"gauss": rng.standard_normal((90, 3)), "uniform": rng.uniform(-1, 1, (90, 3)),
            "laplace": rng.laplace(size=(90, 3)), "powers": powers,
            "heavy": rng.standard_t(2, (90, 3)), "zeros": rng.standard_normal((90, 3)) * [1, 0, 1]}
    return {name: (x * [1, 0.01, 30]).astype(np.float32) for name, x in sets.items()}


def error(x, values, scale):
    """Mean squared error of the nearest of scale * values."""
    grid = np.asarray(values) * scale
    return np.mean(np.min(np.abs(x[:, None].astype(float) - grid), axis=1) ** 2)


def best_scales(weights, values, clips, reach):
    """Per column: of clips in per cent of the largest magnitude the best, its error."""
    scales, total = [], 0.0
    for x in weights.T:
        top = float(np.abs(x).max()) or reach
        errors = [error(x, values, np.float32(top * i / 100 / reach)) for i in clips]
        scales.append(top * clips[int(np.argmin(errors))] / 100 / reach)
        total += min(errors)
    return scales, total


def choose(folder, data, *options):
    """Type and scales of every filter."""
    ops, names = [], []
    for i, (name, w) in enumerate(data.items()):
        rows, columns = w.shape
        type_ = f"tensor<{rows}x{columns}xf32>"
        text = w.astype("<f4").tobytes().hex().upper()
        ops.append(f'%w{i} = qopt.constant dense<"0x{text}"> : {type_}\n'
                   f"%{i} = qopt.matmul %x, %w{i} : (tensor<1x{rows}xf32>, {type_}) -> "
                   f'tensor<1x{columns}xf32> loc("{name}")')
        names.append(name)
    path = folder / "filters.mlir"
    path.write_text(f"func.func @main(%x: tensor<1x{rows}xf32>) {{\n" + "\n".join(ops)
                    + "\nreturn\n}\n")
    done = subprocess.run([sys.argv[1], path, "--qopt-choose-filter-formats=" + " ".join(options)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    aliases = dict(re.findall(r"^(!\w+) = !qopt\.q<#qopt\.(.*), #qopt\.\w+<1>>$", done.stdout, re.M))
    found = re.findall(r"qopt\.filter_scales = dense<(.*?)> : tensor<3xf32>, "
                       r"qopt\.filter_type = (!\w+)", done.stdout)
    assert len(found) == len(names), done.stdout
    return {name: (aliases[alias], [float(v) for v in scales.strip("[]").split(",")])
            for name, (scales, alias) in zip(names, found)}


def check(title, data, got, candidates, clips, reach_of):
    """`got` is the least of all candidates; its scales are as good as the best ones."""
    winners = set()
    for name, weights in data.items():
        type_, scales = got[name]
        scales = scales * 3 if len(scales) == 1 else scales
        totals = {c: best_scales(weights, VALUES[c], clips, reach_of(c))[1] for c in candidates}
        mine = sum(error(x, VALUES[type_], np.float32(s)) for x, s in zip(weights.T, scales))
        assert type_ in candidates, (title, name, type_)
        for other, total in totals.items():
            assert mine <= total * (1 + 1e-9) + 1e-15, (title, name, type_, mine, other, total)
        winners.add(type_)
    print(f"{title}: {len(data)} filters, {len(winners)} types")
    return winners


def main():
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    data = filters()
    ant = ["int<s4>", "flint<s4>", "pot<s4>"]
    largest = {"int<s4>": 7}
    won = check("ant", data, choose(folder, data, "format=ant:4"), ant, range(75, 150),
                lambda c: largest.get(c, VALUES[c].max()))
    assert len(won) >= 2, won
    listed = ["int<s4, narrow>", "float<e2m1finite>", "flint<s4>", "pot<s4>"]
    request = "format=best:s4|e2m1finite|flint<s4>|pot<s4>"
    check("best of the widest", data, choose(folder, data, request), listed, [100],
          lambda c: VALUES[c].max())
    check("best of the clipped", data, choose(folder, data, request, "clip=mse"), listed,
          range(30, 150), lambda c: VALUES[c].max())


if __name__ == "__main__":
    main()
