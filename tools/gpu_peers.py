# SPDX-License-Identifier: Apache-2.0
#
# The vendor's libraries through PyTorch, where it is installed: the same products in
# one CUDA graph of as many calls.
"""Times of other libraries' products."""

try:
    import torch
except ImportError:
    torch = None

REPLAYS = 7
ROWS_OF_INT_MM = 32  # torch._int_mm refuses 16 rows and fewer: they are padded


def version():
    return torch.__version__ if torch else ""


def make_int8(m, n, k):
    a = torch.randint(-100, 100, (max(m, ROWS_OF_INT_MM), k), dtype=torch.int8, device="cuda")
    b = torch.randint(-100, 100, (n, k), dtype=torch.int8, device="cuda").t()
    return lambda: torch._int_mm(a, b)


def make_bf16(m, n, k):
    a = torch.randn(m, k, dtype=torch.bfloat16, device="cuda")
    b = torch.randn(n, k, dtype=torch.bfloat16, device="cuda").t()
    return lambda: torch.matmul(a, b)


def make_fp8(m, n, k):
    rows = -(-m // 16) * 16
    a = torch.randn(rows, k, device="cuda").to(torch.float8_e4m3fn)
    b = torch.randn(n, k, device="cuda").to(torch.float8_e4m3fn).t()
    one = torch.ones((), device="cuda")
    return lambda: torch._scaled_mm(a, b, scale_a=one, scale_b=one, out_dtype=torch.bfloat16)


PEERS = {"torch_int8_us": make_int8, "torch_bf16_us": make_bf16, "torch_fp8_us": make_fp8}


def time(make, m, n, k, calls):
    """Microseconds of one call: the least of several replays; or why there are none."""
    if not torch or not torch.cuda.is_available():
        return "no PyTorch with CUDA"
    try:
        work = make(m, n, k)
        for _ in range(3):
            work()
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for _ in range(calls):
                work()
        times = []
        for _ in range(REPLAYS):
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            begin.record()
            graph.replay()
            end.record()
            torch.cuda.synchronize()
            times.append(begin.elapsed_time(end) * 1e3 / calls)
        return min(times)
    except (RuntimeError, AttributeError, TypeError) as error:
        return str(error).splitlines()[0]
