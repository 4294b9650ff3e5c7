# SPDX-License-Identifier: Apache-2.0
"""Transformers as ONNX graphs, in the forms that exporters give them."""
