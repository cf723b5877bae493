/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reads whole tables as of one moment, with several sessions that share one exported snapshot. It
 * may use {@code database}, {@code record}, {@code schema}, {@code position}, {@code config} and
 * {@code pgoutput}.
 */
package io.waltap.connect.snapshot;
