/* SPDX-License-Identifier: Apache-2.0 */

/**
 * PostgreSQL, as far as it is asked by SQL and replication commands: connections, the catalog,
 * slots and publications, and what its errors mean. The stream itself is read in {@code stream}.
 * This package may use only {@code schema}, {@code types}, {@code config} and {@code pgoutput}.
 */
package io.waltap.connect.database;
