/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/**
 * A table's name in its two parts; one text would not tell {@code "a.b".c} from {@code a."b.c"}.
 */
public record TableId(String schema, String name) {}
