/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.pgoutput.TableId;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@link LayoutChange} asks of its server. It asks one question at a time. */
interface LayoutServer {
  /** Creates the publication, or changes what it lists, as far as the configuration says so. */
  void preparePublication() throws SQLException;

  /** The tables of the publication that are captured. */
  Set<TableId> tables();

  /** Opens a session for the steps of a change. */
  Session open() throws SQLException;

  /** Ends what sessions wait for, and opens no others. Any thread. */
  void endSessions();

  /** A session that has slots. */
  interface Session extends AutoCloseable {
    /** The confirmed position of each slot, by name, without slots that can no longer be read. */
    Map<String, Long> slots() throws SQLException;

    /** Makes a slot, however long the server waits for older transactions. */
    void makeSlot(String name) throws SQLException;

    /** Makes a slot that starts where another slot is now. */
    void copySlot(String from, String to) throws SQLException;

    /** Drops a slot. It is no error if there is none. */
    void dropSlot(String name) throws SQLException;

    /**
     * Drops the publications that lanes have made, unless they are someone else's.
     *
     * @param slots the lanes' slots
     */
    void dropPublications(List<String> slots) throws SQLException;

    @Override
    void close() throws SQLException;
  }
}
