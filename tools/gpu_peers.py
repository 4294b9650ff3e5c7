# SPDX-License-Identifier: Apache-2.0
#
# The vendor's libraries through PyTorch, where it is installed: the same products in
# one CUDA graph of as many calls.
"""Times of other libraries' products."""

import statistics

from gpu_driver import REPLAYS, copies_for

try:
    import torch
except ImportError:
    torch = None

ROWS_OF_INT_MM = 32  # torch._int_mm refuses 16 rows and fewer: they are padded


def version():
    return torch.__version__ if torch else ""


# Each gives bytes of a call's operands and a function that makes the call on new ones.

def make_int8(m, n, k):
    def make():
        a = torch.randint(-100, 100, (max(m, ROWS_OF_INT_MM), k), dtype=torch.int8, device="cuda")
        b = torch.randint(-100, 100, (n, k), dtype=torch.int8, device="cuda").t()
        return lambda: torch._int_mm(a, b)
    return (m + n) * k, make


def make_bf16(m, n, k):
    def make():
        a = torch.randn(m, k, dtype=torch.bfloat16, device="cuda")
        b = torch.randn(n, k, dtype=torch.bfloat16, device="cuda").t()
        return lambda: torch.matmul(a, b)
    return 2 * (m + n) * k, make


def make_fp8(m, n, k):
    def make():
        rows = -(-m // 16) * 16
        a = torch.randn(rows, k, device="cuda").to(torch.float8_e4m3fn)
        b = torch.randn(n, k, device="cuda").to(torch.float8_e4m3fn).t()
        one = torch.ones((), device="cuda")
        return lambda: torch._scaled_mm(a, b, scale_a=one, scale_b=one,
                                        out_dtype=torch.bfloat16)
    return (m + n) * k, make


def make_sparse_int8(m, n, k):
    """2:4 weights by cuSPARSELt, which wants them as the left operand."""
    def make():
        from torch.sparse import SparseSemiStructuredTensor, to_sparse_semi_structured
        SparseSemiStructuredTensor._FORCE_CUTLASS = False  # its other library
        w = torch.randint(-100, 100, (n, k), dtype=torch.int8, device="cuda")
        w = to_sparse_semi_structured(w.view(n, k // 4, 4).mul_(
            torch.tensor([1, 1, 0, 0], dtype=torch.int8, device="cuda")).view(n, k))
        rows = -(-m // ROWS_OF_INT_MM) * ROWS_OF_INT_MM
        x = torch.randint(-100, 100, (rows, k), dtype=torch.int8, device="cuda").t()
        return lambda: torch.mm(w, x)
    return (m + n * 5 // 8) * k, make


PEERS = {"torch_int8_us": make_int8, "torch_bf16_us": make_bf16, "torch_fp8_us": make_fp8,
         "torch_sparse_int8_us": make_sparse_int8}


def time(peer, m, n, k, calls):
    """Microseconds of one call: the median of several replays; or why there are none."""
    if not torch or not torch.cuda.is_available():
        return "no PyTorch with CUDA"
    try:
        size, make = peer(m, n, k)
        works = [make() for _ in range(copies_for(size, calls))]
        for work in (works * 3)[:max(3, len(works))]:
            work()
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for i in range(calls):
                works[i % len(works)]()
        times = []
        for _ in range(REPLAYS):
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            begin.record()
            graph.replay()
            end.record()
            torch.cuda.synchronize()
            times.append(begin.elapsed_time(end) * 1e3 / calls)
        return statistics.median(times)
    except (RuntimeError, AttributeError, TypeError, ImportError) as error:
        return str(error).splitlines()[0]
