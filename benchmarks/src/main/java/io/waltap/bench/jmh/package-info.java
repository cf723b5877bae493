/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The cost of one row from bytes to a record, in nanoseconds and bytes; {@code docs/performance.md}
 * has the command.
 */
package io.waltap.bench.jmh;
