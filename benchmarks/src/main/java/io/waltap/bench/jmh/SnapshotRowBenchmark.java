/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.jmh;

import io.waltap.connect.pgoutput.PgOutputDecoder;
import io.waltap.connect.pgoutput.PgOutputMessage.Insert;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.EventTime;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import java.util.Set;
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

/** Measures making a record of a snapshot row: twelve columns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SnapshotRowBenchmark {
  private SnapshotRecords records;
  private final EventTime now = EventTime.now();
  private TupleData tuple;

  @Setup(Level.Trial)
  public void prepare() {
    RecordContext context =
        new RecordContext(SampleRow.config(), SampleRow.topics(), "benchmark", "0");
    TableSchemas schemas =
        new TableSchemas(SampleRow.config(), SampleRow.catalog(), SampleRow.topics());
    TableSchema schema = schemas.compileForSnapshot(SampleRow.relation());
    records =
        new SnapshotRecords(
            context,
            schemas,
            schema,
            SampleRow.COMMIT_MICROS,
            750,
            SampleRow.COMMIT_LSN,
            TablePosition.snapshot(true, SampleRow.COMMIT_LSN),
            new TableIdentity(SampleRow.relation().oid(), Set.of(1)));
    tuple = ((Insert) PgOutputDecoder.decode(SampleRow.insert())).newTuple();
  }

  @Benchmark
  public CapturedRecord row() {
    return records.row(tuple, SnapshotRecords.WITHIN, now);
  }
}
