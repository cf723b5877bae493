/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * The answer to {@code CREATE_REPLICATION_SLOT}.
 *
 * @param consistentPoint the stream has every transaction that commits after this position, and the
 *     snapshot has every earlier one
 * @param snapshotName for {@code SET TRANSACTION SNAPSHOT}; valid until the replication connection
 *     that created the slot gets its next command or closes
 */
public record CreatedSlot(String name, long consistentPoint, String snapshotName) {}
