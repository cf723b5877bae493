/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.pgoutput.TableId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The server of a connector with several lanes, in memory: its slots, the lanes' publications, and
 * the tables. The connection can be lost once, before or after any step.
 */
final class InMemoryLayoutServer implements LayoutServer {
  /** Where a slot starts that is made. */
  static final long WAL_END = 100;

  private final Map<String, Long> slots = new TreeMap<>();
  private final Set<String> publications = new TreeSet<>();
  private final Set<TableId> tables = new TreeSet<>();
  private final List<String> done = new ArrayList<>();
  private Error error;
  private int steps;
  private int lastStep;
  private boolean ended;

  /**
   * @param names of the tables that are captured
   */
  InMemoryLayoutServer(String... names) {
    for (String name : names) {
      table(name);
    }
  }

  // What there is

  void table(String name) {
    tables.add(new TableId("public", name));
  }

  /** There is a slot, with or without the connector. */
  void slot(String name, long position) {
    slots.put(name, position);
  }

  void dropped(String name) {
    slots.remove(name);
  }

  /** The lane of this slot has made its publication. */
  void publication(String slot) {
    publications.add(slot);
  }

  /** The connection is lost at this step from now on, from 1, and at no other. */
  void loseConnectionAt(int step) {
    steps = 0;
    lastStep = step;
  }

  /** The JVM cannot ask any more. */
  void fail(Error cause) {
    error = cause;
  }

  /** How many steps there were since {@link #loseConnectionAt}. */
  int steps() {
    return steps;
  }

  /** What was done, but for questions. */
  List<String> done() {
    return List.copyOf(done);
  }

  Map<String, Long> slotsLeft() {
    return new TreeMap<>(slots);
  }

  /** The slots whose lanes have a publication. */
  Set<String> publicationsLeft() {
    return new TreeSet<>(publications);
  }

  boolean isEnded() {
    return ended;
  }

  // What the connector asks for

  @Override
  public void preparePublication() throws SQLException {
    step();
  }

  @Override
  public Set<TableId> tables() {
    try {
      step();
    } catch (SQLException e) {
      throw new DatabaseException("the tables could not be read", e);
    }
    return new TreeSet<>(tables);
  }

  @Override
  public Session open() throws SQLException {
    step();
    return new Steps();
  }

  @Override
  public void endSessions() {
    ended = true;
  }

  private void step() throws SQLException {
    if (error != null) {
      throw error;
    }
    steps++;
    if (steps == lastStep) {
      throw new SQLException("the connection was lost", "08006");
    }
  }

  /** A session; each change may be made and its answer lost. */
  private final class Steps implements Session {
    @Override
    public Map<String, Long> slots() throws SQLException {
      step();
      return new TreeMap<>(slots);
    }

    @Override
    public void makeSlot(String name) throws SQLException {
      step();
      done.add("make " + name);
      add(name, WAL_END);
      step();
    }

    @Override
    public void copySlot(String from, String to) throws SQLException {
      step();
      done.add("copy " + from + " as " + to);
      Long position = slots.get(from);
      if (position == null) {
        throw new SQLException("replication slot \"" + from + "\" does not exist", "42704");
      }
      add(to, position);
      step();
    }

    private void add(String name, long position) throws SQLException {
      if (slots.putIfAbsent(name, position) != null) {
        throw new SQLException("replication slot \"" + name + "\" already exists", "42710");
      }
    }

    @Override
    public void dropSlot(String name) throws SQLException {
      step();
      done.add("drop " + name);
      slots.remove(name);
      step();
    }

    @Override
    public void dropPublications(List<String> lanes) throws SQLException {
      for (String slot : lanes) {
        step();
        publications.remove(slot);
        step();
      }
    }

    @Override
    public void close() throws SQLException {
      step();
    }
  }
}
