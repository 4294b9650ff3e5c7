# SPDX-License-Identifier: Apache-2.0
"""Families of invalid ONNX models; ../bad_models.py writes them to a folder."""
