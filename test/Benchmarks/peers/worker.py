# SPDX-License-Identifier: Apache-2.0
"""One peer in a process of its own: started and stopped by measure.py, spoken to in JSON lines.

A process per peer keeps one library's waiting threads, thread settings and crashes away from the
others: the driver stops (SIGSTOP) every process whose turn it is not.
"""

import importlib
import json
import os
import sys
import time
import traceback

import numpy as np

from cases import Case


class Worker:
    def __init__(self, module, threads):
        self.peer = importlib.import_module(module).Peer(threads)
        self.instances = []
        self.next = 0

    def prepare(self, case, variant, folder):
        """Builds as many instances as keep weights out of the caches, or one."""
        copies = 1
        if case.cold:
            copies = max(2, -(-(96 << 20) // max(case.weight_bytes(), 1)))
        self.instances = []
        start = time.perf_counter()
        info = self.peer.build(case, variant, folder) or {}
        info["compile_seconds"] = time.perf_counter() - start
        self.instances = [self.peer.load(case, variant, folder, i) for i in range(copies)]
        for instance in self.instances:
            instance()
        return info

    def run(self, count, seconds):
        """Times of `count` runs, fewer where `seconds` are over before."""
        times, end = [], time.perf_counter_ns() + int(seconds * 1e9)
        self.instances[self.next]()
        while len(times) < count:
            self.next = (self.next + 1) % len(self.instances)
            instance = self.instances[self.next]
            start = time.perf_counter_ns()
            instance()
            now = time.perf_counter_ns()
            times.append(now - start)
            if now > end and len(times) >= 3:
                break
        return {"times": times}

    def output(self, path):
        np.save(path, self.peer.output(self.instances[0]))
        return {}


def main():
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    module, threads = sys.argv[1], int(sys.argv[2])
    cpus = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cpus[-threads:])
    os.environ["OMP_NUM_THREADS"] = str(threads)
    worker = None
    for line in sys.stdin:
        request = json.loads(line)
        call = request.pop("call")
        try:
            worker = worker or Worker(module, threads)
            if "case" in request:
                case = request.pop("case")
                request["case"] = Case(**(case | {"shape": tuple(case["shape"])}))
            answer = getattr(worker, call)(**request)
        except Exception as error:  # the driver reports it beside the case
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:160]}
        channel.write(json.dumps(answer) + "\n")
        channel.flush()


if __name__ == "__main__":
    main()
