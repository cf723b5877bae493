/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Waltap in one process: {@link io.waltap.standalone.Waltap} reads the command line; {@code lake} reads Iceberg tables back,
 * {@code demo} is the demonstration. The servers are in {@code io.waltap.embedded}.
 */
package io.waltap.standalone;
