/* SPDX-License-Identifier: Apache-2.0 */
/**
 * {@code ./waltap demo}: a workload in PostgreSQL, its way into Iceberg, SQL over what landed, and
 * a comparison with PostgreSQL row by row.
 */
package io.waltap.standalone.demo;
