/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Makes Connect records of pgoutput messages and of snapshot rows, with Debezium's envelope. It
 * does no I/O and starts no thread. It may use {@code schema}, {@code table}, {@code position},
 * {@code convert}, {@code struct}, {@code types}, {@code config} and {@code pgoutput}.
 */
package io.waltap.connect.record;
