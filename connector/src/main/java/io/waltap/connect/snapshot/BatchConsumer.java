/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.record.Batch;
import java.sql.SQLException;

/** Where the snapshot's threads put their records; blocks while there is no room. */
@FunctionalInterface
public interface BatchConsumer {
  void accept(Batch batch) throws SQLException, InterruptedException;
}
