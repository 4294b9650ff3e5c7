# SPDX-License-Identifier: Apache-2.0
"""Checks that every numbered constraint of the dialect is enforced and tested.

usage: check_constraints.py --td FILE... --lib FOLDER --tests FOLDER

A constraint is a line `- C<n>:` (or a range `- C<a>..C<b>`) in an op's
description. For each the verifier must cite it in a comment, `<op>_c<n>` (a
range as `<op>_c<a>..c<b>`), and a function of a `*-invalid.mlir` must be named
after it, `@<op>_c<n>` or `@<op>_c<n>_<what>`. A name that belongs to no
constraint is an error too. One line per error, exit status 1.
"""
import argparse
import glob
import os
import re
import sys

OP = re.compile(r'^def QOpt_\w+ : \w*Op<(?:QOpt_Dialect, )?"(\w+)".*?^}', re.MULTILINE | re.DOTALL)
CONSTRAINT = re.compile(r"- C(\d+)(?:\.\.C(\d+))?\b")
CITED = re.compile(r"\b([a-z]\w*?)_c(\d+)(?:\.\.c(\d+))?\b")
CASE = re.compile(r"^func\.func @([a-z]\w*?)_c(\d+)(?:_\w+)?\(", re.MULTILINE)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def expand(matches):
    """{(op, n)} of (op, first, last or '') triples."""
    return {(op, n) for op, a, b in matches for n in range(int(a), int(b or a) + 1)}


def constraints_of(td):
    return {pair
            for op in OP.finditer(td)
            for pair in expand((op[1], a, b) for a, b in CONSTRAINT.findall(op[0]))}


def comments_of(source):
    return "\n".join(re.findall(r"//.*", source))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--td", required=True, nargs="+", help="op definitions")
    parser.add_argument("--lib", required=True, help="folder of the verifiers")
    parser.add_argument("--tests", required=True, help="folder of the *-invalid.mlir")
    arguments = parser.parse_args()

    wanted = set().union(*(constraints_of(read(td)) for td in arguments.td))
    sources = sorted(glob.glob(os.path.join(arguments.lib, "*.cpp")))
    cited = set().union(*(expand(CITED.findall(comments_of(read(s)))) for s in sources))
    tests = sorted(glob.glob(os.path.join(arguments.tests, "*-invalid.mlir")))
    tested = {(op, int(n)) for t in tests for op, n in CASE.findall(read(t))}

    errors = [f"{op}_c{n}: {what}"
              for what, pairs in (("expected a comment in the verifier, got none", wanted - cited),
                                  ("expected a negative test, got none", wanted - tested),
                                  ("cited in a verifier, but no constraint of the op", cited - wanted),
                                  ("tested, but no constraint of the op", tested - wanted))
              for op, n in sorted(pairs)]
    print("\n".join(errors + [f"constraints: {len(wanted)}, errors: {len(errors)}"]))
    return 1 if errors or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
