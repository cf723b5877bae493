/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Stored offsets: a public format, which older and newer versions read. Pure. Uses {@code
 * pgoutput}.
 */
package io.waltap.connect.position;
