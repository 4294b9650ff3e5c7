# SPDX-License-Identifier: Apache-2.0
"""Runs the workers of all peers on one case, turn by turn, so that noise meets all of them."""

import json
import os
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Process:
    """A worker that runs only while it is asked something."""

    def __init__(self, module, threads, log):
        # A session of its own: stopping it must not stop the driver.
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "worker.py"), module, str(threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            start_new_session=True)
        self.pause()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def ask(self, call, **arguments):
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(json.dumps({"call": call, **arguments}) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            return {"error": f"stopped by signal or exit code {self.process.wait()}"}
        self.pause()
        return json.loads(answer)

    def close(self):
        self.process.kill()
        self.process.wait()


def median(values):
    values = sorted(values)
    return values[len(values) // 2] if values else float("nan")


class Limits:
    """The machine's limits, probed once per round."""

    def __init__(self, program, threads, case):
        cpus = sorted(os.sched_getaffinity(0))[-threads:]
        size = 256 << 20 if case.cold or not case.weight_bytes() else case.weight_bytes()
        self.command = ["taskset", "-c", ",".join(map(str, cpus)), program,
                        f"--num-threads={threads}", f"--bytes={size}"]
        self.rounds = []

    def probe(self):
        done = subprocess.run(self.command, capture_output=True, text=True, check=True)
        self.rounds.append(json.loads(done.stdout))

    def get(self, key):
        return median([r[key] for r in self.rounds])


def measure(entries, limits, rounds, seconds):
    """Fills entry["times"] (ns) of every entry {"process", ...} without an error."""
    for number in range(rounds):
        limits.probe()
        order = entries if number % 2 == 0 else list(reversed(entries))
        for entry in order:
            if "error" in entry:
                continue
            answer = entry["process"].ask("run", count=1000, seconds=seconds)
            if "error" in answer:
                entry["error"] = answer["error"]
            else:
                entry.setdefault("times", []).extend(answer["times"])
