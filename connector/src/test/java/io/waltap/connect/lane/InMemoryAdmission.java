/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.Problem;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.stream.SideWork;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Remembers which tables are read in chunks; a test says which of them can be. */
final class InMemoryAdmission implements Admission, SideWork {
  private final Set<String> suited = new HashSet<>();
  private final List<String> inChunks = new ArrayList<>();
  private final List<String> whileStreaming = new ArrayList<>();
  private int givenUp;
  private Tables tables;

  void serve(Tables lane) {
    tables = lane;
  }

  /** This table is read in chunks wherever that is possible. */
  void suits(String table) {
    suited.add(table);
  }

  /** The tables that were to be read in chunks. */
  List<String> inChunks() {
    return List.copyOf(inChunks);
  }

  /** The tables that were to be read while others stream. */
  List<String> whileStreaming() {
    return List.copyOf(whileStreaming);
  }

  /** How often what was being read was given up. */
  int givenUp() {
    return givenUp;
  }

  @Override
  public void startsWith(TableEntry entry, PublishedTable root, long xid, boolean whole) {
    throw new IllegalStateException("no table of these tests has partitions");
  }

  @Override
  public void streaming() {
    throw new IllegalStateException("the start of a lane does not stream");
  }

  @Override
  public boolean readsInChunks(PublishedTable table) {
    return suited.contains(table.id().text());
  }

  @Override
  public void readInChunks(TableEntry entry, PublishedTable table) {
    inChunks.add(entry.id().text());
  }

  @Override
  public void readWhileStreaming(PublishedTable table) {
    whileStreaming.add(table.id().text());
  }

  @Override
  public void rowsFailed(PublishedTable table, Exception cause, boolean streams) {
    Problem problem = TableTrouble.problem(table.id(), cause);
    Instant now = Instant.now();
    tables.become(
        tables.find(table.oid()), new Waiting(problem, now, now, 1, Lsn.NONE, streams, true));
  }

  @Override
  public Collection<TablePosition> beingRead() {
    return List.of();
  }

  @Override
  public void nameTaken(PublishedTable table, String why) {
    Instant now = Instant.now();
    tables.become(
        tables.find(table.oid()),
        new Waiting(Problem.error("table.include.list", why), now, now, 1, Lsn.NONE));
  }

  @Override
  public void giveUpReading() {
    givenUp++;
  }

  @Override
  public boolean isDue() {
    return false;
  }

  @Override
  public boolean betweenTransactions(RecordSink.KeepAlive keepAlive) {
    return true;
  }

  @Override
  public void close() {
    inChunks.clear();
  }
}
