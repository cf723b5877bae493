/* SPDX-License-Identifier: Apache-2.0 */
/**
 * One row's way from bytes to a record, in nanoseconds and bytes; {@code docs/performance.md} has
 * the command.
 */
package io.waltap.bench.jmh;
