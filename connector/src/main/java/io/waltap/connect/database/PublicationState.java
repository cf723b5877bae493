/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * A publication as {@code pg_publication} has it.
 *
 * @param allTables made FOR ALL TABLES
 * @param viaRoot changes of partitions appear as changes of the root
 * @param owned the current role owns it, or is a member of the role that does
 */
public record PublicationState(
    String name,
    boolean allTables,
    boolean insert,
    boolean update,
    boolean delete,
    boolean truncate,
    boolean viaRoot,
    boolean owned) {}
