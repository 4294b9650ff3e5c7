# SPDX-License-Identifier: Apache-2.0
"""Checks that arrows between rooms run one way: from higher rank to lower.

usage: check_layers.py --root REPO --ranks ranks.txt

Reads every include of our own files in include/, lib/ and tools/ and the LINK
lists of the CMakeLists, and reports, one line each and exit status 1:
  - an include or link of a room of higher or of the same rank,
  - an include of a private header (one in lib/ or tools/) of another room,
  - a file that lies in no room of the ranks file,
  - MLIR or LLVM headers in a room that must build without them,
  - an include of our own that leads to no file,
  - a cycle of includes.
"""
import argparse
import os
import re
import sys

TREES = ("include", "lib", "tools")
SOURCES = (".h", ".hpp", ".c", ".cpp", ".td", ".def", ".inc", ".inl", ".S")
# Rooms that a small device or a plain C++ project can take alone.
PLAIN_ROOMS = ("Numerics", "Runtime", "Data", "Text", "Target")
COMPILER_HEADER = re.compile(r"(mlir|mlir-c|llvm|llvm-c)/")
INCLUDE = re.compile(r'^\s*#?\s*include\s*["<]([^">]+)[">]', re.MULTILINE)


class Room:
    def __init__(self, rank, folders):
        self.rank = rank
        self.folders = folders
        self.name = folders[0]

    def is_plain(self):
        return self.name.split("/")[0] in PLAIN_ROOMS


def paths_of(folder):
    """Path prefixes, relative to the root, of a folder named in the ranks file."""
    if folder == "qopt-c" or folder.startswith("qopt-c/"):
        return ["include/" + folder]
    if folder.startswith("tools/"):
        return [folder]
    return ["include/qopt/" + folder, "lib/" + folder]


def read_ranks(path):
    rooms = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if len(words) < 2 or not words[0].isdigit():
                sys.exit(f"{path}:{number}: expected 'rank folder ...', got '{line.strip()}'")
            rooms.append(Room(int(words[0]), words[1:]))
    return rooms


class Checker:
    def __init__(self, root, rooms):
        self.root = root
        self.errors = []
        self.prefixes = {p: room for room in rooms for f in room.folders for p in paths_of(f)}
        self.files = sorted(self.list_files())
        self.known = set(self.files)
        self.edges = {}

    def list_files(self):
        for tree in TREES:
            for folder, folders, names in os.walk(os.path.join(self.root, tree)):
                # What Python compiles beside a script is no source.
                folders[:] = [f for f in folders if f != "__pycache__"]
                for name in names:
                    yield os.path.relpath(os.path.join(folder, name), self.root)

    def error(self, file, text):
        self.errors.append(f"{file}: {text}")

    def room_of(self, file):
        """The room with the longest path that holds the file, or None."""
        folder = os.path.dirname(file)
        if file in self.prefixes:
            return self.prefixes[file]
        if folder + "/." in self.prefixes:
            return self.prefixes[folder + "/."]
        while folder:
            if folder in self.prefixes:
                return self.prefixes[folder]
            folder = os.path.dirname(folder)
        return None

    def resolve(self, file, name):
        """(path, exists) of an include of ours; None for one of somebody else's."""
        local = os.path.normpath(os.path.join(os.path.dirname(file), name))
        if local in self.known:
            return local, True
        if not name.startswith(("qopt/", "qopt-c/")):
            return None
        path = os.path.normpath("include/" + name)
        generated = name.endswith(".inc") and os.path.dirname(path) in self.folders()
        return path, path in self.known or generated

    def folders(self):
        return {os.path.dirname(f) for f in self.files}

    def check_include(self, file, room, name):
        if room.is_plain() and COMPILER_HEADER.match(name):
            self.error(file, f"room {room.name} must build without MLIR and LLVM, got '{name}'")
        found = self.resolve(file, name)
        if not found:
            return
        path, exists = found
        if not exists:
            self.error(file, f"expected an include that exists, got '{name}'")
            return
        self.edges[file].append(path)
        other = self.room_of(path)
        if other is None or other is room:
            return
        if other.rank >= room.rank:
            self.error(file, f"room {room.name} (rank {room.rank}) may include lower ranks "
                             f"only, got '{name}' of {other.name} (rank {other.rank})")
        elif not path.startswith("include/"):
            self.error(file, f"expected public headers of other rooms only, got '{name}' "
                             f"of {other.name}")

    def check_files(self):
        for file in self.files:
            if os.path.basename(file) == "CMakeLists.txt":
                continue
            room = self.room_of(file)
            if room is None:
                self.error(file, "expected a file in a room of the ranks file, got one in none")
                continue
            if not file.endswith(SOURCES):
                continue
            self.edges[file] = []
            with open(os.path.join(self.root, file), encoding="utf-8") as stream:
                for name in INCLUDE.findall(stream.read()):
                    self.check_include(file, room, name)

    def read_link_lists(self):
        """(CMakeLists, room, library, linked names) of every library of ours."""
        for file in self.files:
            if os.path.basename(file) != "CMakeLists.txt":
                continue
            with open(os.path.join(self.root, file), encoding="utf-8") as stream:
                text = re.sub(r"#[^\n]*", "", stream.read())
            room = self.room_of(os.path.join(os.path.dirname(file), "x"))
            for match in re.finditer(r"qopt_add_room\s*\(\s*(\w+)([^)]*)\)", text):
                links = re.search(r"\bLINK\b(.*)", match[2], re.DOTALL)
                yield file, room, match[1], links[1].split() if links else []
            for match in re.finditer(r"add_library\s*\(\s*(\w+)", text):
                yield file, room, match[1], []
            for match in re.finditer(r"target_link_libraries\s*\(\s*(\w+)([^)]*)\)", text):
                yield file, room, match[1], match[2].split()

    def check_links(self):
        lists = list(self.read_link_lists())
        room_of_library = {library: room for _, room, library, _ in lists if room}
        for file, room, library, links in lists:
            if room is None:
                continue
            for name in links:
                if not name.startswith("QOpt") or name == library:
                    continue
                other = room_of_library.get(name)
                if other is None:
                    self.error(file, f"expected {library} to link libraries that exist, got {name}")
                elif other is not room and other.rank >= room.rank:
                    self.error(file, f"{library} of room {room.name} (rank {room.rank}) may link "
                                     f"lower ranks only, got {name} of {other.name} "
                                     f"(rank {other.rank})")

    def check_cycles(self):
        done, path = set(), []

        def visit(file):
            if file in path:
                cycle = path[path.index(file):] + [file]
                self.error(file, "expected includes without a cycle, got " + " -> ".join(cycle))
                return
            if file in done:
                return
            path.append(file)
            for other in self.edges.get(file, []):
                visit(other)
            path.pop()
            done.add(file)

        for file in self.files:
            visit(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", required=True, help="root of the repository")
    parser.add_argument("--ranks", required=True, help="file of 'rank folder ...' lines")
    arguments = parser.parse_args()
    checker = Checker(arguments.root, read_ranks(arguments.ranks))
    checker.check_files()
    checker.check_links()
    checker.check_cycles()
    for error in checker.errors:
        print(error)
    arrows = sum(len(e) for e in checker.edges.values())
    print(f"layering: {len(checker.edges)} files, {arrows} includes, {len(checker.errors)} errors")
    return 1 if checker.errors else 0


if __name__ == "__main__":
    sys.exit(main())
