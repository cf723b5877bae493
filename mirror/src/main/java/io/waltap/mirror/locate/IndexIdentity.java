/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.util.List;

/**
 * What an index is of. An index of something else is of no use, and is built again.
 *
 * @param table the uuid of the table
 * @param keyColumns the field ids of the key columns, in the order of the key
 * @param keyBytes how many bytes a key has in the index
 */
record IndexIdentity(String table, List<Integer> keyColumns, int keyBytes) {
  IndexIdentity {
    keyColumns = List.copyOf(keyColumns);
  }
}
