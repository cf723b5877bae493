/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * The answer to {@code IDENTIFY_SYSTEM}: which cluster this is, and how far its WAL goes.
 *
 * @param systemId the cluster's identifier, the same on all its standbys
 * @param timeline the timeline that is written now; a promotion starts the next one
 * @param walPosition the end of the flushed WAL
 */
public record SystemIdentity(String systemId, int timeline, long walPosition) {}
