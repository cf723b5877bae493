/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static io.waltap.connect.pgoutput.MessageBytes.message;

import io.waltap.connect.pgoutput.MessageBytes;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

/** What a slot sends, one after the other. When all of it is read, the link breaks. */
public final class InMemorySource implements ChangeSource {
  private final Queue<Supplier<ByteBuffer>> reads = new ArrayDeque<>();
  private final List<Long> confirmed = new ArrayList<>();
  private final List<Long> keptAlive = new ArrayList<>();
  private long position;

  /** A table with the columns (id int primary key, name text, note text). */
  public static MessageBytes relation(int oid, String table) {
    return message('R')
        .int32(oid)
        .string("public")
        .string(table)
        .int8('d')
        .int16(3)
        .int8(1)
        .string("id")
        .int32(23)
        .int32(-1)
        .int8(0)
        .string("name")
        .int32(25)
        .int32(-1)
        .int8(0)
        .string("note")
        .int32(25)
        .int32(-1);
  }

  public static MessageBytes begin(long commitLsn) {
    return message('B').int64(commitLsn).int64(0).int32(750);
  }

  /** A new row of such a table. */
  public static MessageBytes insert(int oid, int id) {
    return insert(oid, ByteBuffer.allocate(4).putInt(id).array());
  }

  /** A new row whose key is no number: it cannot become a record. */
  public static MessageBytes damaged(int oid) {
    return insert(oid, new byte[1]);
  }

  private static MessageBytes insert(int oid, byte[] id) {
    return message('I').int32(oid).int8('N').int16(3).binary(id).int8('n').int8('n');
  }

  /** The commit record has five bytes. */
  public static MessageBytes commit(long commitLsn) {
    return message('C').int8(0).int64(commitLsn).int64(commitLsn + 5).int64(0);
  }

  public void send(long lsn, MessageBytes message) {
    reads.add(
        () -> {
          position = lsn;
          return message.sliced();
        });
  }

  /** Inserts of these rows in one transaction, from ten bytes before its commit. */
  public void transaction(long commitLsn, int oid, int... ids) {
    send(commitLsn - 20, begin(commitLsn));
    for (int i = 0; i < ids.length; i++) {
      send(commitLsn - 10 + i, insert(oid, ids[i]));
    }
    send(commitLsn + 5, commit(commitLsn));
  }

  /** Nothing to read; the server has read the WAL up to here. */
  public void keepAlive(long lsn) {
    reads.add(
        () -> {
          position = lsn;
          return null;
        });
  }

  /** Nothing to read, at no known place; meanwhile something happens. */
  public void idle(Runnable meanwhile) {
    reads.add(
        () -> {
          meanwhile.run();
          position = 0;
          return null;
        });
  }

  /** How many messages are left. */
  int unread() {
    return reads.size();
  }

  List<Long> confirmed() {
    return List.copyOf(confirmed);
  }

  /** What was confirmed while nothing was read. */
  List<Long> keptAlive() {
    return List.copyOf(keptAlive);
  }

  @Override
  public ByteBuffer read() throws SQLException {
    Supplier<ByteBuffer> next = reads.poll();
    if (next == null) {
      throw new SQLException("the link broke", "08006");
    }
    return next.get();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void confirm(long lsn) {
    confirmed.add(lsn);
  }

  @Override
  public void confirmAndKeepAlive(long lsn) {
    keptAlive.add(lsn);
  }
}
