/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reads change events for tables of Iceberg: Debezium's envelope, and the names of columns that the
 * server did not send. It also converts values to Iceberg's types, and names the table of a topic.
 * It does no I/O. It may use no other package.
 */
package io.waltap.change;
