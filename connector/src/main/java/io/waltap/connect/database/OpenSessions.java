/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The sessions that are open, so that another thread than theirs can end them. A group's sessions
 * are in the set of its parent, too. Safe for several threads.
 */
final class OpenSessions {
  private final OpenSessions parent;
  private final Set<Connection> sessions = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;

  private OpenSessions(OpenSessions parent) {
    this.parent = parent;
  }

  static OpenSessions all() {
    return new OpenSessions(null);
  }

  OpenSessions group() {
    return new OpenSessions(this);
  }

  /**
   * @return false if no session may be opened any more
   */
  synchronized boolean add(Connection session) {
    if (closed || parent != null && !parent.add(session)) {
      return false;
    }
    sessions.removeIf(OpenSessions::isClosed);
    sessions.add(session);
    return true;
  }

  /** From now on no session can be added. Returns those that are still open. */
  synchronized List<Connection> close() {
    closed = true;
    sessions.removeIf(OpenSessions::isClosed);
    List<Connection> open = new ArrayList<>(sessions);
    sessions.clear();
    return open;
  }

  static boolean isClosed(Connection session) {
    try {
      return session.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
