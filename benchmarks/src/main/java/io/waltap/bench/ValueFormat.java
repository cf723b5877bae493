/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.util.Map;
import java.util.Optional;

/** How the worker converts records to bytes. */
enum ValueFormat {
  JSON("json", "JsonConverter without schemas"),
  AVRO("avro", "Confluent's AvroConverter"),
  BYTES("bytes", "constant bytes: the connector alone");

  private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
  private static final String CONSTANT = "io.waltap.bench.worker.ConstantConverter";

  private final String key;
  private final String label;

  ValueFormat(String key, String label) {
    this.key = key;
    this.label = label;
  }

  String key() {
    return key;
  }

  String label() {
    return label;
  }

  /**
   * The connector's converter properties.
   *
   * @param avro present if Avro is measured
   * @param registry the schema registry's address, for Avro
   */
  Map<String, String> properties(Optional<AvroPlugin> avro, String registry) {
    return switch (this) {
      case JSON ->
          Map.of(
              "key.converter",
              JSON_CONVERTER,
              "key.converter.schemas.enable",
              "false",
              "value.converter",
              JSON_CONVERTER,
              "value.converter.schemas.enable",
              "false");
      case AVRO -> avro.orElseThrow().properties(registry);
      case BYTES ->
          Map.of(
              "key.converter", CONSTANT,
              "value.converter", CONSTANT,
              "header.converter", "io.waltap.bench.worker.ConstantHeaderConverter");
    };
  }
}
