/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/**
 * A table's name in two parts. One text could not distinguish {@code "a.b".c} from {@code a."b.c"}.
 */
public record TableId(String schema, String name) {}
