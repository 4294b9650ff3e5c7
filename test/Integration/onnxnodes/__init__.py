# SPDX-License-Identifier: Apache-2.0
"""ONNX's node tests: where they come from, which are in scope, how they are prepared."""
