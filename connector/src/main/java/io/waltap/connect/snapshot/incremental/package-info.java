/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reads tables in chunks by primary key while the stream runs. Each chunk is handed over at its
 * place in the stream, without the rows that the stream has replaced. It may use {@code snapshot},
 * {@code database}, {@code record}, {@code schema}, {@code table}, {@code position}, {@code types},
 * {@code config} and {@code pgoutput}.
 */
package io.waltap.connect.snapshot.incremental;
