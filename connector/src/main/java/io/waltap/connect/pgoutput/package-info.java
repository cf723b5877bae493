/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Decodes the messages of PostgreSQL's {@code pgoutput} plugin, from bytes to Java records. It also
 * has the names that all packages share: {@code Lsn} and {@code TableId}. It may use no other
 * package.
 */
package io.waltap.connect.pgoutput;
