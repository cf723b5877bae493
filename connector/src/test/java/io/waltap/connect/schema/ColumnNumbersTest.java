/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import io.waltap.connect.types.EnumLabels;
import io.waltap.connect.types.PgType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** The parameters of columns that a mirror reads: {@link ColumnNumbers}. */
class ColumnNumbersTest {
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int NUMERIC = 1700;

  private List<ColumnFacts> catalog = List.of();
  private final TableSchemas schemas = schemas("mirror.signals.enabled", "true");

  @Test
  void unlessTheyAreAskedForThereAreNone() {
    catalog(column("id", 1), column("v", 3));
    TableSchema schema = schemas().compile(relation("id", "v"), null);

    assertThat(schema.valueSchema().fields())
        .allSatisfy(field -> assertThat(field.schema().parameters()).isNull());
  }

  @Test
  void eachColumnOfTheRowHasItsNumber() {
    catalog(column("id", 1), column("v", 3));

    assertThat(numbers(schemas.compile(relation("id", "v"), null))).isEqualTo("id=1 v=3");
    assertThat(numbers(schemas.compileForSnapshot(relation("id", "v")))).isEqualTo("id=1 v=3");
  }

  // Guards against: keys of other bytes, which Kafka puts into another partition, when a number is
  // known and when it is not.
  @Test
  void keysHaveNoNumbers() {
    catalog(column("id", 1), column("v", 3));
    TableSchema numbered = schemas.compile(relation("id", "v"), null);
    TableSchema plain = schemas().compile(relation("id", "v"), null);

    assertThat(numbered.keySchema()).isEqualTo(plain.keySchema());
  }

  // Guards against: a key whose value has the schema of the row, so that no converter takes it.
  @Test
  void aKeyThatIsAStructHasASchemaWithoutNumbersToo() {
    catalog =
        List.of(
            new ColumnFacts(
                "id", NUMERIC, -1, true, false, new DefaultValue.None(), null, 1, null));
    Relation relation = relation(new RelationColumn(true, "id", NUMERIC, -1));
    TableSchema numbered = schemas.compile(relation, null);
    TableSchema plain = schemas().compile(relation, null);

    assertThat(numbers(numbered)).isEqualTo("id=1");
    assertThat(numbered.keySchema().field("id").schema().type()).isEqualTo(Schema.Type.STRUCT);
    assertThat(numbered.keySchema()).isEqualTo(plain.keySchema());
  }

  @Test
  void aColumnWithAValueInOlderRowsSaysWhichItIs() {
    catalog(column("id", 1), missing("v", 3, "a, \"b\""));
    TableSchema schema = schemas.compile(relation("id", "v"), null);

    assertThat(parameter(schema, "v", ColumnNumbers.MISSING)).isEqualTo("a, \"b\"");
    assertThat(parameter(schema, "id", ColumnNumbers.MISSING)).isNull();
  }

  // Guards against: a value in clear of a column that is masked.
  @Test
  void aMaskedColumnDoesNotSayIt() {
    catalog(column("id", 1), missing("v", 3, "secret"));
    TableSchemas masking =
        schemas("mirror.signals.enabled", "true", "column.mask.with.4.chars", "public.t.v");
    TableSchema schema = masking.compile(relation("id", "v"), null);

    assertThat(parameter(schema, "v", ColumnNumbers.MISSING)).isNull();
    assertThat(numbers(schema)).isEqualTo("id=1 v=3");
  }

  @Test
  void aTableThatIsGoneHasNone() {
    catalog = null;

    assertThat(numbers(schemas.compile(relation("id", "v"), null))).isEqualTo("id=? v=?");
  }

  // Guards against: the number of another column, since the catalog is ahead of the stream.
  @Test
  void ifTheCatalogHasOtherColumnsNoneHasANumber() {
    Relation relation = relation("id", "v");
    String none = "id=? v=?";

    catalog(column("id", 1), column("v", 2), column("later", 3));
    assertThat(numbers(schemas.compile(relation, null))).as("one more").isEqualTo(none);
    catalog(column("id", 1));
    assertThat(numbers(schemas.compile(relation, null))).as("one less").isEqualTo(none);
    catalog(column("id", 1), column("w", 2));
    assertThat(numbers(schemas.compile(relation, null))).as("another name").isEqualTo(none);
    catalog(column("id", 1), typed("v", INT4, 2));
    assertThat(numbers(schemas.compile(relation, null))).as("another type").isEqualTo(none);
    catalog(column("v", 2), column("id", 3));
    assertThat(numbers(schemas.compile(relation, null))).as("another order").isEqualTo(none);
    catalog(column("id", 1), column("x", 2), column("v", 3));
    assertThat(numbers(schemas.compile(relation, null)))
        .as("v was renamed, and another v made")
        .isEqualTo(none);
  }

  @Test
  void generatedColumnsMayBeMissingInTheStream() {
    ColumnFacts generated =
        new ColumnFacts("twice", TEXT, -1, false, true, new DefaultValue.None(), null, 2, null);
    catalog(column("id", 1), generated, column("v", 3));

    assertThat(numbers(schemas.compile(relation("id", "v"), null))).isEqualTo("id=1 v=3");
    assertThat(numbers(schemas.compile(relation("id", "twice", "v"), null)))
        .isEqualTo("id=1 twice=2 v=3");
  }

  @Test
  void aColumnThatComesBackBehindAnotherOneWasMadeAgain() {
    catalog(column("id", 1), column("a", 2), column("b", 3));
    TableSchema before = schemas.compile(relation("id", "a", "b"), null);
    catalog(column("id", 1), column("b", 3), column("a", 4));

    assertThat(numbers(schemas.compile(relation("id", "b", "a"), before)))
        .isEqualTo("id=1 b=3 a=4");
  }

  // Guards against: values of a column that was dropped, which land in the one that was made under
  // its name, because the catalog is ahead of the stream.
  @Test
  void ifItIsNotKnownWhichOfTwoColumnsItIsNoneHasANumber() {
    catalog(column("id", 1), column("a", 2));
    TableSchema before = schemas.compile(relation("id", "a"), null);
    catalog(column("id", 1), column("a", 3));
    TableSchema doubtful = schemas.compile(relation("id", "a"), before);
    assertThat(numbers(doubtful)).isEqualTo("id=? a=?");

    TableSchema next = schemas.compile(relation("id", "a"), doubtful);
    assertThat(numbers(next)).as("the next definition").isEqualTo("id=1 a=3");
  }

  @Test
  void soItIsIfSeveralWereMadeAgain() {
    catalog(column("id", 1), column("a", 2), column("b", 3));
    TableSchema before = schemas.compile(relation("id", "a", "b"), null);
    catalog(column("id", 1), column("a", 4), column("b", 5));

    assertThat(numbers(schemas.compile(relation("id", "a", "b"), before)))
        .isEqualTo("id=? a=? b=?");
  }

  // Guards against: a definition that gets the numbers of a later one, because an enum had a new
  // label meanwhile.
  @Test
  void aDefinitionKeepsItsNumbersWhenItIsCompiledAgain() {
    catalog(column("id", 1), column("a", 2));
    TableSchema first = schemas.compile(relation("id", "a"), null);
    catalog(column("id", 1), column("a", 3));

    assertThat(numbers(schemas.recompile(first, EnumLabels.ANY))).isEqualTo("id=1 a=2");
  }

  private void catalog(ColumnFacts... columns) {
    catalog = List.of(columns);
  }

  private static ColumnFacts column(String name, int number) {
    return name.equals("id") ? typed(name, INT4, number) : typed(name, TEXT, number);
  }

  private static ColumnFacts typed(String name, int type, int number) {
    return new ColumnFacts(
        name, type, -1, name.equals("id"), false, new DefaultValue.None(), null, number, null);
  }

  private static ColumnFacts missing(String name, int number, String value) {
    return new ColumnFacts(
        name, TEXT, -1, false, false, new DefaultValue.None(), null, number, value);
  }

  private static Relation relation(String... names) {
    RelationColumn[] columns = new RelationColumn[names.length];
    for (int i = 0; i < names.length; i++) {
      boolean key = names[i].equals("id");
      columns[i] = new RelationColumn(key, names[i], key ? INT4 : TEXT, -1);
    }
    return relation(columns);
  }

  private static Relation relation(RelationColumn... columns) {
    return new Relation(16_400, "public", "t", ReplicaIdentity.DEFAULT, List.of(columns));
  }

  private static String numbers(TableSchema schema) {
    StringBuilder text = new StringBuilder();
    for (Field field : schema.valueSchema().fields()) {
      String number = parameter(schema, field.name(), ColumnNumbers.ATTNUM);
      text.append(field.name()).append('=').append(number == null ? "?" : number).append(' ');
    }
    return text.toString().strip();
  }

  private static String parameter(TableSchema schema, String column, String name) {
    Map<String, String> parameters = schema.valueSchema().field(column).schema().parameters();
    return parameters == null ? null : parameters.get(name);
  }

  private TableSchemas schemas(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "test");
    properties.put("topic.prefix", "srv");
    properties.put("database.hostname", "localhost");
    properties.put("database.user", "test");
    properties.put("database.dbname", "test");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    TableCatalog tables =
        new TableCatalog() {
          @Override
          public TableFacts findTable(int relationOid) {
            return catalog == null
                ? null
                : new TableFacts(catalog, List.of("id"), List.of(), List.of(), null, true);
          }

          @Override
          public PgType findType(int oid) {
            return null; // all are built in
          }
        };
    return new TableSchemas(
        new ConnectorConfig(properties), tables, new TopicNaming("srv", ".", "hb", "tx"));
  }
}
