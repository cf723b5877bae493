/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import static io.waltap.connect.pgoutput.MessageBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.types.ColumnDecoder;
import io.waltap.connect.types.StaleTypeException;
import io.waltap.connect.types.TypeOptions;
import io.waltap.connect.types.TypeRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged messages, from the bytes to the values. {@code -Dfuzz.cases=100000} tries more of them,
 * and {@code -Dfuzz.seed} others.
 *
 * <p>Guards against: an error that no caller expects, a loop without an end, and memory for a
 * length or a count that the message only claims.
 */
class MutatedMessagesTest {
  private static final int CASES = Integer.getInteger("fuzz.cases", 5_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20_260L);

  /** An exception with its stack, and the objects of a small message. */
  private static final long FIXED_BYTES = 1L << 16;

  /** Digits that a numeric does not have in its bytes, and what the arithmetic needs meanwhile. */
  private static final long LARGE_NUMBERS = 1L << 26;

  private static final long BYTES_PER_BYTE = 256;

  /**
   * A message, and the columns of its tuples.
   *
   * @param columns empty for a message without tuples
   */
  private record Sample(byte[] message, List<SampleValue> columns) {}

  private static final List<Sample> SAMPLES = samples();

  private static final List<TypeRegistry> REGISTRIES =
      List.of(
          registry(
              TypeOptions.DecimalHandling.PRECISE,
              TypeOptions.TimePrecision.ADAPTIVE,
              TypeOptions.BinaryHandling.BYTES,
              TypeOptions.IntervalHandling.NUMERIC,
              TypeOptions.HstoreHandling.JSON),
          registry(
              TypeOptions.DecimalHandling.STRING,
              TypeOptions.TimePrecision.ISOSTRING,
              TypeOptions.BinaryHandling.HEX,
              TypeOptions.IntervalHandling.STRING,
              TypeOptions.HstoreHandling.MAP),
          registry(
              TypeOptions.DecimalHandling.DOUBLE,
              TypeOptions.TimePrecision.STRUCTURED,
              TypeOptions.BinaryHandling.BASE64,
              TypeOptions.IntervalHandling.NUMERIC,
              TypeOptions.HstoreHandling.JSON));

  @Test
  void samplesAreValid() {
    for (Sample sample : SAMPLES) {
      for (TupleData tuple : tuples(PgOutputDecoder.decode(ByteBuffer.wrap(sample.message())))) {
        for (int i = 0; i < tuple.columnCount(); i++) {
          SampleValue column = sample.columns().get(i);
          for (TypeRegistry registry : REGISTRIES) {
            ColumnDecoder decoder = registry.decoder(column.typeOid(), column.typmod());
            int index = i;
            assertThatCode(() -> value(decoder, tuple, index))
                .as("%s", column.type())
                .doesNotThrowAnyException();
          }
        }
      }
    }
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDamagedMessageIsReadOrRefused() {
    for (int number = 0; number < CASES; number++) {
      Mutations mutations = new Mutations(SEED, number);
      Sample sample = mutations.pick(SAMPLES);
      byte[] damaged = mutations.damage(sample.message(), mutations.pick(SAMPLES).message());
      check(damaged, sample.columns(), "seed " + SEED + ", case " + number);
    }
  }

  @Test
  void theLargestNumberNeedsLittleMemory() {
    SampleValue largest = SampleValue.largestNumeric();
    for (TypeRegistry registry : REGISTRIES) {
      ColumnDecoder decoder = registry.decoder(largest.typeOid(), largest.typmod());
      long bytes =
          Allocation.atMost(
              LARGE_NUMBERS, () -> decoder.decode(largest.bytes(), 0, largest.bytes().length));
      assertThat(bytes).isLessThan(LARGE_NUMBERS);
    }
  }

  @Test
  void compositesInEachOtherHaveALimit() {
    SampleValue shallow = SampleValue.nestedComposites(10);
    SampleValue deep = SampleValue.nestedComposites(100);
    ColumnDecoder decoder = REGISTRIES.get(0).decoder(deep.typeOid(), -1);

    assertThat(decoder.decode(shallow.bytes(), 0, shallow.bytes().length)).isNotNull();
    assertThatThrownBy(() -> decoder.decode(deep.bytes(), 0, deep.bytes().length))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMessageTooShortForAnOidIsOfNoRelation() {
    assertThat(PgOutputDecoder.relationOid(ByteBuffer.wrap(new byte[0]))).isZero();
    assertThat(PgOutputDecoder.relationOid(ByteBuffer.wrap(new byte[] {'I', 0, 0, 1}))).isZero();
  }

  private static void check(byte[] message, List<SampleValue> columns, String name) {
    PgOutputDecoder.relationOid(ByteBuffer.wrap(message));
    long bound = FIXED_BYTES + BYTES_PER_BYTE * message.length;
    List<PgOutputMessage> decoded = new ArrayList<>();
    long bytes =
        Allocation.atMost(
            bound,
            () -> {
              decoded.clear();
              try {
                decoded.add(PgOutputDecoder.decode(ByteBuffer.wrap(message)));
              } catch (PgOutputException e) {
                // refused, as documented
              } catch (RuntimeException | StackOverflowError e) {
                throw failure(name, message, e);
              }
            });
    assertThat(bytes).as(() -> describe(name, message)).isLessThanOrEqualTo(bound);
    for (PgOutputMessage one : decoded) {
      for (TupleData tuple : tuples(one)) {
        for (int i = 0; i < Math.min(columns.size(), tuple.columnCount()); i++) {
          check(tuple, i, columns.get(i), name, message);
        }
      }
    }
  }

  private static void check(
      TupleData tuple, int column, SampleValue sample, String name, byte[] message) {
    int length = tuple.length(column);
    if (length < 0) {
      return;
    }
    assertThat(tuple.offset(column) + length)
        .as(() -> describe(name, message))
        .isLessThanOrEqualTo(message.length);
    long bound = (sample.large() ? LARGE_NUMBERS : FIXED_BYTES) + BYTES_PER_BYTE * message.length;
    for (TypeRegistry registry : REGISTRIES) {
      ColumnDecoder decoder = registry.decoder(sample.typeOid(), sample.typmod());
      long bytes =
          Allocation.atMost(
              bound,
              () -> {
                try {
                  value(decoder, tuple, column);
                } catch (IllegalArgumentException | StaleTypeException e) {
                  // refused, as documented
                } catch (RuntimeException | StackOverflowError e) {
                  throw failure(name + ", " + sample.type(), message, e);
                }
              });
      assertThat(bytes)
          .as(() -> describe(name + ", " + sample.type(), message))
          .isLessThanOrEqualTo(bound);
    }
  }

  private static Object value(ColumnDecoder decoder, TupleData tuple, int column) {
    return tuple.isText(column)
        ? decoder.decodeText(tuple.data(), tuple.offset(column), tuple.length(column))
        : decoder.decode(tuple.data(), tuple.offset(column), tuple.length(column));
  }

  private static List<TupleData> tuples(PgOutputMessage message) {
    if (message instanceof PgOutputMessage.Insert insert) {
      return List.of(insert.newTuple());
    }
    if (message instanceof PgOutputMessage.Update update) {
      return Stream.of(update.oldTuple().tuple(), update.newTuple())
          .filter(tuple -> tuple != null)
          .toList();
    }
    return message instanceof PgOutputMessage.Delete delete
        ? List.of(delete.oldTuple().tuple())
        : List.of();
  }

  private static AssertionError failure(String name, byte[] message, Throwable cause) {
    return new AssertionError(describe(name, message), cause);
  }

  private static String describe(String name, byte[] message) {
    return name + ": " + HexFormat.of().formatHex(message);
  }

  private static TypeRegistry registry(
      TypeOptions.DecimalHandling decimal,
      TypeOptions.TimePrecision time,
      TypeOptions.BinaryHandling binary,
      TypeOptions.IntervalHandling interval,
      TypeOptions.HstoreHandling hstore) {
    byte[] placeholder = "unavailable".getBytes(StandardCharsets.UTF_8);
    return new TypeRegistry(
        new TypeOptions(decimal, time, binary, interval, hstore, true, placeholder, 2),
        SampleValue.catalog());
  }

  /** Messages without tuples, a row for each type, and rows of all types. */
  private static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    samples.add(sample(message('B').int64(1).int64(2).int32(3)));
    samples.add(sample(message('C').int8(0).int64(10).int64(20).int64(0)));
    samples.add(sample(message('O').int64(5).string("elsewhere")));
    samples.add(sample(relation()));
    samples.add(sample(message('Y').int32(16_400).string("public").string("mood")));
    samples.add(sample(message('T').int32(2).int8(3).int32(7).int32(8)));
    samples.add(sample(message('M').int8(1).int64(99).string("pfx").int32(2).int8(1).int8(2)));
    for (SampleValue value : SampleValue.ALL) {
      List<SampleValue> one = List.of(value);
      samples.add(new Sample(row(message('I').int32(7).int8('N'), one).bytes(), one));
    }
    List<SampleValue> all = SampleValue.ALL;
    MessageBytes update = row(message('U').int32(7).int8('O'), all);
    samples.add(new Sample(row(update.int8('N'), all).bytes(), all));
    samples.add(new Sample(row(message('D').int32(7).int8('K'), all).bytes(), all));
    return List.copyOf(samples);
  }

  private static Sample sample(MessageBytes message) {
    return new Sample(message.bytes(), List.of());
  }

  private static MessageBytes relation() {
    MessageBytes relation = message('R').int32(7).string("public").string("t").int8('f').int16(2);
    relation.int8(1).string("id").int32(23).int32(-1);
    return relation.int8(0).string("name").int32(1043).int32(14);
  }

  private static MessageBytes row(MessageBytes message, List<SampleValue> columns) {
    message.int16(columns.size());
    for (SampleValue column : columns) {
      message.binary(column.bytes());
    }
    return message;
  }
}
