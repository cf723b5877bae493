/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Registries for tests: options by mode, and a catalog that is a map. */
final class TestTypes implements TypeLookup {

  static final int INT4 = 23;
  static final int TEXT = 25;
  static final int NUMERIC = 1700;
  static final int DATE = 1082;
  static final int TIME = 1083;
  static final int TIMESTAMP = 1114;
  static final int TIMESTAMPTZ = 1184;
  static final int INTERVAL = 1186;
  static final int TIMETZ = 1266;

  private final Map<Integer, PgType> types = new HashMap<>();
  private int lookups;

  static TypeOptions options() {
    return options(TypeOptions.TimePrecision.ADAPTIVE);
  }

  static TypeOptions options(TypeOptions.TimePrecision time) {
    return options(
        TypeOptions.DecimalHandling.PRECISE, time, TypeOptions.BinaryHandling.BYTES, false);
  }

  static TypeOptions options(
      TypeOptions.DecimalHandling decimal,
      TypeOptions.TimePrecision time,
      TypeOptions.BinaryHandling binary,
      boolean includeUnknown) {
    return new TypeOptions(
        decimal,
        time,
        binary,
        TypeOptions.IntervalHandling.NUMERIC,
        TypeOptions.HstoreHandling.JSON,
        includeUnknown,
        "__debezium_unavailable_value".getBytes(StandardCharsets.UTF_8),
        2);
  }

  static TypeOptions withUnknown() {
    return options(
        TypeOptions.DecimalHandling.PRECISE,
        TypeOptions.TimePrecision.ADAPTIVE,
        TypeOptions.BinaryHandling.BYTES,
        true);
  }

  static TypeRegistry registry() {
    return new TypeRegistry(options(), new TestTypes());
  }

  static TypeRegistry registry(TypeOptions.TimePrecision time) {
    return new TypeRegistry(options(time), new TestTypes());
  }

  /** Decodes with bytes before and after the value, so that a decoder that reads too far shows. */
  static Object decode(ColumnDecoder decoder, byte[] value) {
    byte[] data = new byte[value.length + 7];
    Arrays.fill(data, (byte) 0x7F);
    System.arraycopy(value, 0, data, 3, value.length);
    return decoder.decode(data, 3, value.length);
  }

  static int numericTypmod(int precision, int scale) {
    return ((precision << 16) | (scale & 0x7FF)) + 4;
  }

  void put(int oid, String name, PgType.Kind kind, int related, int typmod) {
    types.put(
        oid,
        new PgType(oid, "public", name, kind, related, typmod, List.of(), List.of(), ',', false));
  }

  void putEnum(int oid, String... labels) {
    types.put(
        oid,
        new PgType(
            oid,
            "public",
            "mood",
            PgType.Kind.ENUM,
            0,
            -1,
            Arrays.asList(labels),
            List.of(),
            ',',
            false));
  }

  int lookups() {
    return lookups;
  }

  @Override
  public PgType findType(int oid) {
    lookups++;
    return types.get(oid);
  }
}
