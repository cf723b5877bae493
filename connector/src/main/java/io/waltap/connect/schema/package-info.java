/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Compiles a relation into a row plan: Connect schemas, and the decoder of each column. It does no
 * I/O; what it must know of a table comes through {@code TableCatalog}. It may use {@code struct},
 * {@code types}, {@code config} and {@code pgoutput}.
 */
package io.waltap.connect.schema;
