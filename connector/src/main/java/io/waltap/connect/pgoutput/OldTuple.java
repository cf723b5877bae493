/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/**
 * What the server sent of the row before an UPDATE or DELETE. The replica identity decides:
 *
 * <pre>
 *             UPDATE, identity unchanged | UPDATE, identity changed | DELETE
 *   DEFAULT   None                       | Key (primary key)        | Key (primary key)
 *   INDEX     None                       | Key (index columns)      | Key (index columns)
 *   FULL      Full                       | Full                     | Full
 *   NOTHING   refused by PostgreSQL for a published table
 * </pre>
 */
public sealed interface OldTuple {
  /** The columns that were sent, or null if none were. */
  TupleData tuple();

  /** No old row. */
  None NONE = new None();

  /** The server sent nothing of the old row, since its identity did not change. */
  record None() implements OldTuple {
    @Override
    public TupleData tuple() {
      return null;
    }
  }

  /** The columns of the replica identity. All other columns are null here, whatever the row has. */
  record Key(TupleData tuple) implements OldTuple {}

  /** The whole old row. */
  record Full(TupleData tuple) implements OldTuple {}
}
