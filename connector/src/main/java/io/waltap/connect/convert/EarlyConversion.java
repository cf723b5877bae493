/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Record values become bytes before Connect asks for them. Connect converts and sends all records
 * of a task on one thread, which is then what a lane waits for; the threads that read have time to
 * spare, as they wait for that one. So they convert what they hand over while it is behind.
 *
 * <p>They begin to as soon as an {@link EarlyConverter} has been given the first value, and do what
 * that one would do; with any other converter nothing comes of it. Between here and there nobody
 * may change a value, so it is for tasks without transformations only.
 *
 * <p>One for each task; safe for several threads.
 */
public final class EarlyConversion {
  private final boolean possible;
  private final Queue<Encoder> idle = new ConcurrentLinkedQueue<>();
  private volatile EarlyConverter converter;

  /**
   * @param possible false if a value may be changed on its way to the converter
   */
  public EarlyConversion(boolean possible) {
    this.possible = possible;
  }

  /** An empty value for a record. */
  public Struct newValue(Schema schema) {
    return possible ? new EarlyStruct(schema, this) : new Struct(schema);
  }

  /**
   * Converts the records' values, as far as the task's converter is known and can do it.
   *
   * @return how many bytes they have become
   */
  public long convert(Iterable<? extends ConnectRecord<?>> records) {
    EarlyConverter to = converter;
    if (to == null || !to.convertsEarly()) {
      return 0;
    }
    Encoder free = idle.poll();
    Encoder encoder = free == null ? to.newEncoder() : free;
    long bytes = 0;
    for (ConnectRecord<?> captured : records) {
      if (captured.value() instanceof EarlyStruct value) {
        bytes += value.convert(to, captured.topic(), encoder);
      }
    }
    idle.add(encoder);
    return bytes;
  }

  /** A value has come to this converter as it was. */
  void wantedBy(EarlyConverter asking) {
    if (converter == null) {
      converter = asking;
    }
  }
}
