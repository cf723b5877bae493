/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.PostgresSourceConnector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParallelConverterTest {
  private static final Schema VALUE =
      SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA).build();

  private final EarlyConversion conversion = new EarlyConversion(true);

  /** The converters that were created by class name. They report themselves here. */
  private static final Queue<Spy> SPIES = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void forgetSpies() {
    SPIES.clear();
  }

  @Test
  void bytesAreThoseOfTheOtherConverter() throws IOException {
    try (ParallelConverter converter =
        converter(Map.of("delegate", JsonConverter.class.getName(), "schemas.enable", "false"))) {
      byte[] json = converter.fromConnectData("t", VALUE, new Struct(VALUE).put("text", "one"));

      assertThat(json).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"one\"}");
      assertThat(converter.toConnectData("t", json).value()).isEqualTo(Map.of("text", "one"));
      assertThat(converter.toConnectData("t", new RecordHeaders(), json).value())
          .isEqualTo(Map.of("text", "one"));
    }
  }

  // Guards against: a marker of mirror.signals.enabled, which has neither key nor value, that the
  // converter refuses.
  @Test
  void nothingStaysNothing() throws IOException {
    try (ParallelConverter converter =
        converter(Map.of("delegate", JsonConverter.class.getName(), "schemas.enable", "true"))) {
      assertThat(converter.fromConnectData("t", null, null)).isNull();
      assertThat(converter.fromConnectData("t", new RecordHeaders(), null, null)).isNull();
    }
  }

  @Test
  void anotherThreadHasAnInstanceOfItsOwn() throws Exception {
    ParallelConverter converter = spying();
    SourceRecord first = captured("first");
    converter.fromConnectData("t", new RecordHeaders(), VALUE, first.value());
    SourceRecord second = captured("second");

    onAnotherThread(() -> assertThat(conversion.convert(List.of(second))).isEqualTo(8));
    byte[] bytes = converter.fromConnectData("t", new RecordHeaders(), VALUE, second.value());

    assertThat(bytes).asString(StandardCharsets.UTF_8).isEqualTo("t:second");
    assertThat(SPIES).hasSize(2).allMatch(spy -> spy.forKeys == null || !spy.forKeys);
    assertThat(SPIES).extracting(spy -> spy.converted).containsExactly(1, 1);
    assertThat(SPIES).allMatch(spy -> spy.properties.get("more").equals("settings"));
    converter.close();
    assertThat(SPIES).allMatch(spy -> spy.closed);
  }

  // Guards against: a header that is lost, because it was written while there was no record yet.
  @Test
  void aConverterThatWritesHeadersIsLeftToConnectsThread() {
    ParallelConverter converter = spying();
    converter.fromConnectData("t", new RecordHeaders(), VALUE, captured("first").value());
    SourceRecord captured = captured("header");

    assertThat(conversion.convert(List.of(captured))).isZero();
    RecordHeaders headers = new RecordHeaders();
    byte[] bytes = converter.fromConnectData("t", headers, VALUE, captured.value());

    assertThat(bytes).asString(StandardCharsets.UTF_8).isEqualTo("t:header");
    assertThat(headers.lastHeader("id").value()).isEqualTo(new byte[] {7});
    assertThat(conversion.convert(List.of(captured("another")))).as("never again").isZero();
  }

  // Guards against: a registry that does not answer, and for which the thread that reads the slot
  // waits with each record.
  @Test
  void anErrorIsLeftToConnectsThread() {
    ParallelConverter converter = spying();
    converter.fromConnectData("t", VALUE, captured("first").value());
    SourceRecord bad = captured("error");
    SourceRecord good = captured("good");

    assertThat(conversion.convert(List.of(bad, good))).isZero();

    assertThatThrownBy(() -> converter.fromConnectData("t", VALUE, bad.value()))
        .isInstanceOf(DataException.class)
        .hasMessage("no registry");
    assertThat(converter.fromConnectData("t", VALUE, good.value()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("t:good");
    assertThat(SPIES).extracting(spy -> spy.converted).containsExactly(3, 1);
    assertThat(converter.convertsEarly()).isFalse();
  }

  // Guards against: a converter that does not find the classes that its properties name, although
  // they are in its own plugin directory.
  @Test
  void theOtherConverterFindsItsClassesByTheThread() throws Exception {
    ClassLoader elsewhere = new ClassLoader(null) {};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(elsewhere);
    try (ParallelConverter converter = spying()) {
      converter.fromConnectData("t", VALUE, captured("first").value());
      converter.fromConnectData("t", new RecordHeaders(), VALUE, captured("second").value());
      assertThat(conversion.convert(List.of(captured("third")))).isPositive();

      assertThat(thread.getContextClassLoader()).isSameAs(elsewhere);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(SPIES)
        .hasSize(2)
        .allSatisfy(spy -> assertThat(spy.loaders).containsOnly(Spy.class.getClassLoader()));
  }

  @Test
  void theOtherConverterMustBeNamedAndBeOne() {
    assertThatThrownBy(() -> converter(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"delegate\"");
    for (String wrong : List.of("", "no.such.Class", "java.lang.String")) {
      assertThatThrownBy(() -> converter(Map.of("delegate", wrong)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("delegate");
    }
    assertThat(new ParallelConverter().config().names()).containsExactly("delegate");
  }

  @Test
  void connectFindsIt() {
    ClassLoader loader = PostgresSourceConnector.class.getClassLoader();
    assertThat(ServiceLoader.load(Converter.class, loader))
        .anyMatch(converter -> converter instanceof ParallelConverter);
  }

  private static ParallelConverter converter(Map<String, String> properties) {
    ParallelConverter converter = new ParallelConverter();
    converter.configure(properties, false);
    return converter;
  }

  private static ParallelConverter spying() {
    return converter(Map.of("delegate", Spy.class.getName(), "more", "settings"));
  }

  private SourceRecord captured(String text) {
    Struct value = conversion.newValue(VALUE).put("text", text);
    return new SourceRecord(Map.of(), Map.of(), "t", VALUE, value);
  }

  private static void onAnotherThread(Runnable task)
      throws InterruptedException, ExecutionException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      thread.submit(task).get();
    } finally {
      thread.shutdown();
      assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  /** Text with its topic; writes a header, or fails, when the text says so. */
  public static final class Spy implements Converter {
    private Map<String, ?> properties;
    private Boolean forKeys;
    private int converted;
    private boolean closed;
    private final List<ClassLoader> loaders = new ArrayList<>();

    public Spy() {
      SPIES.add(this);
      seen();
    }

    private void seen() {
      loaders.add(Thread.currentThread().getContextClassLoader());
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      seen();
      properties = configs;
      forKeys = isKey;
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
      return fromConnectData(topic, new RecordHeaders(), schema, value);
    }

    @Override
    public byte[] fromConnectData(String topic, Headers headers, Schema schema, Object value) {
      seen();
      converted++;
      String text = ((Struct) value).getString("text");
      if (text.equals("error")) {
        throw new DataException("no registry");
      }
      if (text.equals("header")) {
        headers.add("id", new byte[] {7});
      }
      return (topic + ":" + text).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
      throw new AssertionError("nobody reads here");
    }

    @Override
    public void close() {
      seen();
      closed = true;
    }
  }
}
