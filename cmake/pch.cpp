// SPDX-License-Identifier: Apache-2.0
// Carrier of the precompiled header; holds nothing else.
