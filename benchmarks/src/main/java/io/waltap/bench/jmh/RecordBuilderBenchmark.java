/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.jmh;

import io.waltap.connect.pgoutput.PgOutputDecoder;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableSchemas;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures making a record of a message, with schemas, envelope, source block and position: an
 * insert of twelve columns within a transaction.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RecordBuilderBenchmark {
  private RecordBuilder records;
  private ByteBuffer bytes;
  private PgOutputMessage insert;
  private long lsn;

  @Setup(Level.Iteration)
  public void prepare() {
    RecordContext context =
        new RecordContext(SampleRow.config(), SampleRow.topics(), "benchmark", "0");
    TableSchemas schemas =
        new TableSchemas(SampleRow.config(), SampleRow.catalog(), SampleRow.topics());
    records = new RecordBuilder(context, schemas, SampleRow.captured());
    lsn = 0x1000_0000L;
    Batch nothing = new Batch();
    records.streamStarted();
    records.add(SampleRow.relation(), lsn, nothing);
    records.add(SampleRow.begin(), lsn, nothing);
    bytes = SampleRow.insert();
    insert = PgOutputDecoder.decode(SampleRow.insert());
  }

  /**
   * The message is decoded already. The cost includes the batch of one record: a list, and its
   * array.
   */
  @Benchmark
  public Batch build() {
    Batch batch = new Batch();
    lsn += 64;
    records.add(insert, lsn, batch);
    return batch;
  }

  /** Everything that the lane's thread does, except for reading from the socket. */
  @Benchmark
  public Batch decodeAndBuild() {
    Batch batch = new Batch();
    lsn += 64;
    bytes.rewind();
    records.add(PgOutputDecoder.decode(bytes), lsn, batch);
    return batch;
  }
}
