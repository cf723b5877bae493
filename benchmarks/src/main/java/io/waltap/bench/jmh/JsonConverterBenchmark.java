/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.jmh;

import io.waltap.connect.json.WaltapJsonConverter;
import io.waltap.connect.pgoutput.PgOutputDecoder;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.struct.StructValues;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures converting a record to JSON: the value of an insert of twelve columns, with envelope and
 * source block.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class JsonConverterBenchmark {
  /**
   * The records are of one transaction. So some of their values are the same objects, as in a
   * stream.
   */
  private static final int RECORDS = 256;

  /** Whether each record carries its schema. */
  @Param({"false", "true"})
  public boolean schemas;

  private final JsonConverter kafkas = new JsonConverter();
  private final WaltapJsonConverter waltaps = new WaltapJsonConverter();
  private SourceRecord insert;
  private Struct[] values;
  private int next;

  @Setup(Level.Trial)
  public void prepare() {
    RecordContext context =
        new RecordContext(SampleRow.config(), SampleRow.topics(), "benchmark", "0");
    TableSchemas tables =
        new TableSchemas(SampleRow.config(), SampleRow.catalog(), SampleRow.topics());
    RecordBuilder records = new RecordBuilder(context, tables, SampleRow.captured());
    Batch batch = new Batch();
    records.streamStarted();
    records.add(SampleRow.relation(), SampleRow.COMMIT_LSN, batch);
    records.add(SampleRow.begin(), SampleRow.COMMIT_LSN, batch);
    for (int i = 1; i <= RECORDS; i++) {
      records.add(PgOutputDecoder.decode(SampleRow.insert()), SampleRow.COMMIT_LSN + i, batch);
    }
    insert = batch.last();
    // plain records: a record of the connector would keep the result of its first conversion
    values =
        batch.records().stream()
            .map(each -> StructValues.copy((Struct) each.value()))
            .toArray(Struct[]::new);

    kafkas.configure(Map.of("schemas.enable", schemas), false);
    waltaps.configure(Map.of("schemas.enable", schemas), false);
    for (int i = 0; i < RECORDS; i++) {
      byte[] expected = kafkasJsonConverter();
      next = (next + RECORDS - 1) % RECORDS;
      if (!Arrays.equals(expected, waltapJsonConverter())) {
        throw new IllegalStateException("the converters give different bytes");
      }
    }
  }

  @Benchmark
  public byte[] kafkasJsonConverter() {
    return kafkas.fromConnectData(insert.topic(), insert.valueSchema(), value());
  }

  @Benchmark
  public byte[] waltapJsonConverter() {
    return waltaps.fromConnectData(insert.topic(), insert.valueSchema(), value());
  }

  private Struct value() {
    next = (next + 1) % RECORDS;
    return values[next];
  }
}
