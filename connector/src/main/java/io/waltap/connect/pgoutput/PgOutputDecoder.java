/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import io.waltap.connect.pgoutput.PgOutputMessage.Begin;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.pgoutput.PgOutputMessage.Delete;
import io.waltap.connect.pgoutput.PgOutputMessage.Insert;
import io.waltap.connect.pgoutput.PgOutputMessage.LogicalMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Origin;
import io.waltap.connect.pgoutput.PgOutputMessage.Truncate;
import io.waltap.connect.pgoutput.PgOutputMessage.Type;
import io.waltap.connect.pgoutput.PgOutputMessage.Update;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes the bytes of one pgoutput message. It is a pure function: it uses no connection, no
 * configuration and no earlier message. So a captured stream can be decoded anywhere.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical
 *     Replication Message Formats</a>
 */
public final class PgOutputDecoder {
  /** PostgreSQL counts microseconds from 2000-01-01. */
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

  private static final String ENDS_EARLY = "message ends early";
  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private PgOutputDecoder() {}

  /**
   * Decodes one message. The buffer must be array-backed, and the message must be all that remains
   * in it. The tuples of the result keep the buffer's array.
   *
   * @throws PgOutputException if the bytes are not a message of protocol version 1
   */
  public static PgOutputMessage decode(ByteBuffer in) {
    try {
      byte kind = in.get();
      PgOutputMessage message =
          switch (kind) {
            case 'I' -> insert(in);
            case 'U' -> update(in);
            case 'D' -> delete(in);
            case 'B' -> new Begin(in.getLong(), in.getLong() + POSTGRES_EPOCH_MICROS, in.getInt());
            case 'C' -> commit(in);
            case 'R' -> relation(in);
            case 'Y' -> new Type(in.getInt(), namespace(in), string(in));
            case 'T' -> truncate(in);
            case 'O' -> new Origin(in.getLong(), string(in));
            case 'M' -> logicalMessage(in);
            default ->
                throw new PgOutputException(
                    "unknown message type 0x" + Integer.toHexString(kind & 0xFF));
          };
      if (in.hasRemaining()) {
        throw new PgOutputException(
            in.remaining() + " bytes left over after message '" + (char) kind + "'");
      }
      return message;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new PgOutputException(ENDS_EARLY);
    }
  }

  /**
   * The OID of the relation that a row message is about, or 0 for any other message. The message is
   * not decoded. If it is too short for an OID, the result is 0, and {@link #decode} refuses it.
   */
  public static int relationOid(ByteBuffer message) {
    int start = message.position();
    if (message.remaining() <= Integer.BYTES) {
      return 0;
    }
    return switch (message.get(start)) {
      case 'I', 'U', 'D' -> message.getInt(start + 1);
      default -> 0;
    };
  }

  private static Insert insert(ByteBuffer in) {
    int oid = in.getInt();
    require(in.get() == 'N', "insert without a new tuple");
    return new Insert(oid, tuple(in));
  }

  private static Update update(ByteBuffer in) {
    int oid = in.getInt();
    byte part = in.get();
    OldTuple old = OldTuple.NONE;
    if (part != 'N') {
      old = oldTuple(part, in);
      part = in.get();
    }
    require(part == 'N', "update without a new tuple");
    return new Update(oid, old, tuple(in));
  }

  private static Delete delete(ByteBuffer in) {
    int oid = in.getInt();
    return new Delete(oid, oldTuple(in.get(), in));
  }

  private static OldTuple oldTuple(byte part, ByteBuffer in) {
    return switch (part) {
      case 'K' -> new OldTuple.Key(tuple(in));
      case 'O' -> new OldTuple.Full(tuple(in));
      default ->
          throw new PgOutputException("unknown tuple part 0x" + Integer.toHexString(part & 0xFF));
    };
  }

  /**
   * Decodes a tuple. This loop runs once per column, so it reads the array itself: a buffer checks
   * its bounds with each call.
   */
  private static TupleData tuple(ByteBuffer in) {
    int columns = in.getShort() & 0xFFFF;
    // a wrong count must not cause a large allocation: each column takes at least its kind byte
    require(columns <= in.remaining(), ENDS_EARLY);
    byte[] data = in.array();
    int position = in.arrayOffset() + in.position();
    int end = in.arrayOffset() + in.limit();
    TupleData.Builder tuple = new TupleData.Builder(data, columns);
    for (int i = 0; i < columns; i++) {
      require(position < end, ENDS_EARLY);
      byte kind = data[position];
      position++;
      switch (kind) {
        case 'n' -> tuple.addNull();
        case 'u' -> tuple.addUnchanged();
        case 'b', 't' -> {
          require(end - position >= Integer.BYTES, ENDS_EARLY);
          int length = (int) INT32.get(data, position);
          position += Integer.BYTES;
          require(length >= 0 && length <= end - position, "value longer than its message");
          if (kind == 'b') {
            tuple.addBinary(position, length);
          } else {
            tuple.addText(position, length);
          }
          position += length;
        }
        default ->
            throw new PgOutputException(
                "unknown column kind 0x" + Integer.toHexString(kind & 0xFF));
      }
    }
    in.position(position - in.arrayOffset());
    return tuple.build();
  }

  private static Commit commit(ByteBuffer in) {
    in.get(); // flags, unused
    return new Commit(in.getLong(), in.getLong(), in.getLong() + POSTGRES_EPOCH_MICROS);
  }

  private static Relation relation(ByteBuffer in) {
    int oid = in.getInt();
    String namespace = namespace(in);
    String name = string(in);
    Relation.ReplicaIdentity identity = Relation.ReplicaIdentity.of((char) (in.get() & 0xFF));
    int count = in.getShort() & 0xFFFF;
    require(count <= in.remaining(), ENDS_EARLY);
    List<Relation.RelationColumn> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean key = (in.get() & 1) != 0;
      columns.add(new Relation.RelationColumn(key, string(in), in.getInt(), in.getInt()));
    }
    return new Relation(oid, namespace, name, identity, columns);
  }

  private static Truncate truncate(ByteBuffer in) {
    int count = in.getInt();
    int options = in.get();
    require(count >= 0 && count <= in.remaining() / 4, ENDS_EARLY);
    List<Integer> oids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      oids.add(in.getInt());
    }
    return new Truncate((options & 1) != 0, (options & 2) != 0, oids);
  }

  private static LogicalMessage logicalMessage(ByteBuffer in) {
    boolean transactional = (in.get() & 1) != 0;
    long lsn = in.getLong();
    String prefix = string(in);
    int length = in.getInt();
    require(length >= 0 && length <= in.remaining(), "content longer than its message");
    byte[] content = new byte[length];
    in.get(content);
    return new LogicalMessage(transactional, lsn, prefix, content);
  }

  /** The server sends {@code pg_catalog} as the empty string. */
  private static String namespace(ByteBuffer in) {
    String namespace = string(in);
    return namespace.isEmpty() ? "pg_catalog" : namespace;
  }

  private static String string(ByteBuffer in) {
    int start = in.position();
    int end = start;
    while (in.get(end) != 0) {
      end++;
    }
    in.position(end + 1);
    return new String(in.array(), in.arrayOffset() + start, end - start, StandardCharsets.UTF_8);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new PgOutputException(problem);
    }
  }
}
