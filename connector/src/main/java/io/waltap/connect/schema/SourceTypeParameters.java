/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import io.waltap.connect.types.PgType;
import io.waltap.connect.types.TypeRegistry;
import java.util.Locale;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Carries out {@code column.propagate.source.type} and {@code datatype.propagate.source.type}: the
 * column's type in PostgreSQL becomes schema parameters. Length and scale are what pgjdbc reports
 * as column size and decimal digits, because Debezium does the same.
 */
final class SourceTypeParameters {
  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final int VARIABLE_HEADER = 4;

  private SourceTypeParameters() {}

  /**
   * @param facts what the catalog knows about the column, or null
   */
  static void add(
      SchemaBuilder schema,
      RelationColumn column,
      PgType type,
      TypeRegistry types,
      ColumnFacts facts) {
    PgType measured = type;
    int typmod = column.typmod();
    if (type.kind() == PgType.Kind.DOMAIN) {
      measured = types.type(type.relatedOid());
      typmod = type.typmod();
    } else if (type.kind() == PgType.Kind.ARRAY) {
      measured = types.type(type.relatedOid());
    }
    String base = measured == null ? type.name() : measured.name();
    schema.parameter(
        "__debezium.source.column.type", displayed(type.name(), facts).toUpperCase(Locale.ROOT));
    schema.parameter("__debezium.source.column.length", Integer.toString(length(base, typmod)));
    schema.parameter("__debezium.source.column.scale", Integer.toString(scale(base, typmod)));
    schema.parameter("__debezium.source.column.name", column.name());
  }

  /** An integer column with a sequence is shown as a serial type, as it was declared. */
  private static String displayed(String type, ColumnFacts facts) {
    if (facts == null || !(facts.defaultValue() instanceof DefaultValue.Function)) {
      return type;
    }
    return switch (type) {
      case "int2" -> "smallserial";
      case "int4" -> "serial";
      case "int8" -> "bigserial";
      default -> type;
    };
  }

  private static int length(String type, int typmod) {
    return switch (type) {
      case "bool" -> 1;
      case "int2" -> 5;
      case "int4", "oid" -> 10;
      case "int8" -> 19;
      case "float4" -> 8;
      case "float8" -> 17;
      case "numeric" -> typmod < 0 ? 0 : (typmod - VARIABLE_HEADER) >> 16;
      case "bpchar", "varchar" -> typmod < 0 ? UNBOUNDED : typmod - VARIABLE_HEADER;
      case "bit", "varbit" -> typmod < 0 ? UNBOUNDED : typmod;
      case "date" -> 13;
      case "time" -> 15;
      case "timetz" -> 21;
      case "timestamp" -> 26;
      case "timestamptz" -> 35;
      case "interval" -> 49;
      default -> UNBOUNDED;
    };
  }

  private static int scale(String type, int typmod) {
    return switch (type) {
      case "float4" -> 8;
      case "float8" -> 17;
      case "numeric" -> typmod < 0 ? 0 : ((typmod - VARIABLE_HEADER) & 0x7FF ^ 1024) - 1024;
      case "time", "timetz", "timestamp", "timestamptz", "interval" -> typmod < 0 ? 6 : typmod;
      default -> 0;
    };
  }
}
