/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Waltap in one process: {@link io.waltap.standalone.Waltap} reads the command line; {@code embedded} has the servers,
 * {@code lake} reads Iceberg tables back, {@code demo} is the demonstration.
 */
package io.waltap.standalone;
