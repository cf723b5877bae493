/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * A row of {@code pg_publication}.
 *
 * @param oid another publication under the name has another one
 * @param allTables it is FOR ALL TABLES
 * @param viaRoot changes of partitions appear as changes of their partitioned table
 * @param storedColumns it has {@code publish_generated_columns = stored} (PostgreSQL 18)
 * @param comment its comment, or the empty string
 * @param owned the current role owns it, or is a member of the role that owns it
 */
public record PublicationState(
    int oid,
    String name,
    boolean allTables,
    boolean insert,
    boolean update,
    boolean delete,
    boolean truncate,
    boolean viaRoot,
    boolean storedColumns,
    String comment,
    boolean owned) {}
