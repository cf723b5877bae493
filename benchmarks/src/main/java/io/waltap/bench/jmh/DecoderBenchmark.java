/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.jmh;

import io.waltap.connect.pgoutput.PgOutputDecoder;
import io.waltap.connect.pgoutput.PgOutputMessage;
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

/** Measures decoding bytes to a message: an insert of twelve columns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecoderBenchmark {
  private ByteBuffer insert;

  @Setup(Level.Trial)
  public void prepare() {
    insert = SampleRow.insert();
  }

  @Benchmark
  public PgOutputMessage decode() {
    insert.rewind();
    return PgOutputDecoder.decode(insert);
  }

  /** The cost of a row of a table that is not captured. */
  @Benchmark
  public int relationOnly() {
    insert.rewind();
    return PgOutputDecoder.relationOid(insert);
  }
}
