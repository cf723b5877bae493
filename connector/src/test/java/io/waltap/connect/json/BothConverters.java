/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;

/** Kafka's converter and ours, with the same configuration. */
final class BothConverters {
  private static final String TOPIC = "topic";
  private static final boolean[] BOTH = {false, true};

  private final Map<String, Object> configuration;
  private final JsonConverter kafkas = new JsonConverter();
  private final WaltapJsonConverter ours = new WaltapJsonConverter();
  private final PlanCompiler compiler;

  BothConverters(Map<String, ?> configuration) {
    this.configuration = new HashMap<>(configuration);
    kafkas.configure(configuration, false);
    ours.configure(configuration, false);
    Map<String, Object> complete = new HashMap<>(configuration);
    complete.put("converter.type", "value");
    compiler =
        new PlanCompiler(
            JsonSettings.of(new AbstractConfig(kafkas.config(), complete, false).values()),
            new SchemaText((schema, value) -> kafkas.fromConnectData(TOPIC, schema, value)));
  }

  static BothConverters with(boolean schemas, boolean defaultsForNulls, String decimals) {
    return new BothConverters(
        Map.of(
            "schemas.enable", schemas,
            "replace.null.with.default", defaultsForNulls,
            "decimal.format", decimals));
  }

  /** The converters of every configuration. */
  static List<BothConverters> all() {
    List<BothConverters> all = new ArrayList<>();
    for (boolean schemas : BOTH) {
      for (boolean defaultsForNulls : BOTH) {
        for (String decimals : List.of("BASE64", "NUMERIC")) {
          all.add(with(schemas, defaultsForNulls, decimals));
        }
      }
    }
    return all;
  }

  WaltapJsonConverter ours() {
    return ours;
  }

  /** Checks that both converters give the same bytes, or throw the same error. */
  Outcome agree(Schema schema, Object value) {
    Outcome expected = Outcome.of(() -> kafkas.fromConnectData(TOPIC, schema, value));
    same(Outcome.of(() -> ours.fromConnectData(TOPIC, schema, value)), expected, "ours");
    return expected;
  }

  /**
   * Checks that both converters agree, and that ours does not use Kafka's converter for this
   * Struct.
   */
  Outcome agreeByPlan(Struct value) {
    Outcome expected = agree(value.schema(), value);
    Outcome planned = Outcome.of(() -> planned(value));
    if (expected.thrown() == null) {
      same(planned, expected, "the plan");
    } else {
      assertThat(planned.thrown())
          .as("the plan, %s: %s", configuration, expected.text())
          .isInstanceOfAny(
              UnwritableException.class, DataException.class, ClassCastException.class);
    }
    return expected;
  }

  private byte[] planned(Struct value) {
    JsonBuffer buffer = new JsonBuffer();
    compiler.compile(value.schema()).write(value, buffer);
    return buffer.toByteArray();
  }

  private void same(Outcome actual, Outcome expected, String whose) {
    assertThat(actual.text()).as("%s, %s", whose, configuration).isEqualTo(expected.text());
    // as text, all malformed UTF-8 would be equal
    assertThat(actual.bytes()).as("%s, %s", whose, configuration).isEqualTo(expected.bytes());
  }

  /**
   * What a conversion gave.
   *
   * @param thrown or null
   */
  record Outcome(byte[] bytes, RuntimeException thrown) {

    private static Outcome of(Supplier<byte[]> conversion) {
      try {
        return new Outcome(conversion.get(), null);
      } catch (RuntimeException e) {
        return new Outcome(null, e);
      }
    }

    String text() {
      if (thrown != null) {
        return thrown.toString();
      }
      return bytes == null ? "(no bytes)" : new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
