/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Converts record values to bytes before Connect asks for them. Connect converts and sends all
 * records of a task on one thread, which is then what a lane waits for. The threads that read rows
 * and changes have to wait for Connect's thread. They use this time to convert the records that
 * they hand over.
 *
 * <p>Early conversion starts when Connect passes the first value to an {@link EarlyConverter}. The
 * bytes are those that this converter would make. With any other converter, nothing is converted
 * early. No one may change a value after its conversion, so tasks with transformations do not
 * convert early.
 *
 * <p>There is one instance for each task. It is safe for several threads.
 */
public final class EarlyConversion implements EarlyStruct.Demand {
  private final boolean possible;
  private final Queue<Encoder> idle = new ConcurrentLinkedQueue<>();
  private volatile EarlyConverter converter;

  /**
   * @param possible false if a value may be changed on its way to the converter
   */
  public EarlyConversion(boolean possible) {
    this.possible = possible;
  }

  /** A new, empty value for a record. */
  public Struct newValue(Schema schema) {
    return possible ? new EarlyStruct(schema, this) : new Struct(schema);
  }

  /**
   * Converts the values of the records, if the task's converter is known and converts early.
   *
   * @return how many bytes the values have become
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

  /** Called when Connect passes a value to this converter that was not converted early. */
  @Override
  public void wantedBy(EarlyConverter asking) {
    if (converter == null) {
      converter = asking;
    }
  }
}
