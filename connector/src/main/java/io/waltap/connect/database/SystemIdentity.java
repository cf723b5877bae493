/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * What {@code IDENTIFY_SYSTEM} answers: which cluster this is and how far it has come.
 *
 * @param systemId the cluster's identifier, the same on all its standbys
 * @param timeline the history that is written now; a promotion starts the next one
 * @param walPosition end of the flushed WAL
 */
public record SystemIdentity(String systemId, int timeline, long walPosition) {}
