# SPDX-License-Identifier: Apache-2.0
"""IREE: linalg.matmul of signed bytes with constant weights, compiled for this processor."""

from iree import compiler, runtime

import models

MODEL = """
func.func @main(%x: tensor<{m}x{k}xi8>) -> tensor<{m}x{n}xi32> {{
  %w = arith.constant dense<"0x{weights}"> : tensor<{k}x{n}xi8>
  %zero = arith.constant 0 : i32
  %empty = tensor.empty() : tensor<{m}x{n}xi32>
  %start = linalg.fill ins(%zero : i32) outs(%empty : tensor<{m}x{n}xi32>) -> tensor<{m}x{n}xi32>
  %y = linalg.matmul ins(%x, %w : tensor<{m}x{k}xi8>, tensor<{k}x{n}xi8>)
    outs(%start : tensor<{m}x{n}xi32>) -> tensor<{m}x{n}xi32>
  return %y : tensor<{m}x{n}xi32>
}}
"""


def variants(case):
    return ("",) if case.kind == "dense" and case.signed else ()


class Peer:
    name = "IREE"

    def __init__(self, threads):
        self.driver = "local-sync" if threads == 1 else "local-task"

    def build(self, case, variant, folder):
        text = MODEL.format(m=case.m, k=case.k, n=case.n,
                            weights=models.weights_of(case).tobytes().hex().upper())
        self.module = compiler.compile_str(
            text, target_backends=["llvm-cpu"],
            extra_args=["--iree-llvmcpu-target-cpu=host", "--iree-opt-data-tiling",
                        "--iree-opt-level=O3"])
        return {"artefact_bytes": len(self.module)}

    def load(self, case, variant, folder, copy):
        config = runtime.Config(self.driver)
        context = runtime.SystemContext(config=config)
        context.add_vm_module(runtime.VmModule.copy_buffer(context.instance, self.module))
        return Instance(context, runtime.asdevicearray(config.device, models.make_input(case)))

    def output(self, instance):
        return instance.result.to_host()


class Instance:
    def __init__(self, context, x):
        self.context, self.function, self.x = context, context.modules.module["main"], x

    def __call__(self):
        self.result = self.function(self.x)
