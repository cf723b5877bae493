/* SPDX-License-Identifier: Apache-2.0 */

/**
 * A Kafka Connect sink that keeps, for each PostgreSQL table, an Iceberg table with the same rows.
 * Start reading at {@link io.waltap.mirror.table.TableMirror}.
 */
package io.waltap.mirror;
