/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Waltap in one process. This package has only {@link io.waltap.standalone.Waltap}, which reads the
 * command line and starts a command: one of {@code commands}, or {@code demo}. Both need {@code
 * landing}, which may need {@code lake}. The servers are in {@code io.waltap.embedded}.
 */
package io.waltap.standalone;
