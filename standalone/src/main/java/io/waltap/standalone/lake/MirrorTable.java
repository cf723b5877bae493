/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

/**
 * A table of the mirror sink, and how far it is.
 *
 * @param name with its namespace
 * @param topic that it mirrors
 * @param commit the name of the last commit; empty before the first one
 * @param next the offset of the topic that comes next; -1 before the first commit
 */
public record MirrorTable(String name, String topic, String commit, long next) {}
