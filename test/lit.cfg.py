# SPDX-License-Identifier: Apache-2.0
# lit configuration: what a test is and which tools its RUN lines may use.
import os

import lit.formats

config.name = "qopt"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Models", "lit.cfg.py", "lit.site.cfg.py.in"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.qopt_build, "test")

for tool in ("qopt-opt", "qopt-reduce", "qopt-lsp-server", "qopt-interpret", "qopt-compare", "qopt"):
    config.substitutions.append(
        (rf"(?<![\w/.-]){tool}(?![\w./-])", os.path.join(config.qopt_build, "bin", tool))
    )
for tool in ("FileCheck", "not", "split-file", "count", "mlir-opt", "mlir-runner"):
    config.substitutions.append(
        (rf"(?<![\w/.-]){tool}(?![\w./-])", os.path.join(config.llvm_bin, tool))
    )
config.substitutions.append(("%python", config.python))
config.substitutions.append(("%src", config.qopt_source))
config.substitutions.append(("%build", config.qopt_build))

if os.path.exists(os.path.join(config.llvm_bin, "mlir-opt")):
    config.available_features.add("mlir-opt")
if os.path.exists(os.path.join(config.llvm_bin, "mlir-runner")):
    config.available_features.add("mlir-runner")
config.substitutions.append(("%llvm_lib", os.path.join(os.path.dirname(config.llvm_bin), "lib")))
