/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.mirror.TestCatalog;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class SchemaFollowerTest {
  private static final TableIdentifier NAME = TableIdentifier.of("lake", "things");
  private static final RowShape.Column ID = column("id", Types.LongType.get());
  private static final RowShape.Column PLACE = column("place", Types.StringType.get());
  private static final RowShape THINGS = shape("id", ID, PLACE);

  @Test
  void aNewTableHasTheColumnsOfTheRows() {
    Schema schema = SchemaFollower.create(THINGS);

    assertThat(schema.columns()).extracting(Types.NestedField::name).containsExactly("id", "place");
    assertThat(schema.findType("id")).isEqualTo(Types.LongType.get());
    assertThat(schema.identifierFieldNames()).containsExactly("id");
    assertThat(schema.findField("id").isRequired()).isTrue();
    assertThat(schema.findField("place").isRequired()).isFalse();
  }

  // Guards against: a table that cannot be created, since Iceberg refuses such identifiers.
  @Test
  void aFloatingPointOrNestedKeyDoesNotIdentify() {
    Type list = Types.ListType.ofOptional(1, Types.StringType.get());
    for (Type type : List.of(Types.DoubleType.get(), Types.FloatType.get(), list)) {
      Schema schema = SchemaFollower.create(shape("id", column("id", type), PLACE));

      assertThat(schema.identifierFieldNames()).as("%s", type).isEmpty();
      assertThat(schema.findField("id").isRequired()).isFalse();
    }
  }

  @Test
  void aKeyOfTwoColumnsIdentifiesByThoseThatMay() {
    RowShape.Column weight = column("weight", Types.DoubleType.get());
    RowShape two = new RowShape(List.of(ID, PLACE, weight), new int[] {1, 0, 2});

    assertThat(SchemaFollower.create(two).identifierFieldNames())
        .containsExactlyInAnyOrder("id", "place");
  }

  @Test
  void theTableOfAShapeDoesNotDifferFromIt() {
    Type struct = Types.StructType.of(Types.NestedField.optional(1, "a", Types.StringType.get()));
    RowShape nested =
        shape(
            "id",
            ID,
            column("list", Types.ListType.ofOptional(1, struct)),
            column(
                "map",
                Types.MapType.ofOptional(1, 2, Types.StringType.get(), Types.IntegerType.get())),
            column("struct", struct));

    assertThat(SchemaFollower.differs(table(nested).schema(), nested)).isFalse();
  }

  @Test
  void aNewColumnIsAddedAndOptional() {
    Table table = table(THINGS);
    RowShape more = shape("id", ID, PLACE, column("more", Types.DateType.get()));

    assertThat(SchemaFollower.differs(table.schema(), more)).isTrue();
    follow(table, more);
    assertThat(table.schema().findType("more")).isEqualTo(Types.DateType.get());
    assertThat(table.schema().findField("more").isOptional()).isTrue();
    assertThat(SchemaFollower.differs(table.schema(), more)).isFalse();
  }

  @Test
  void aColumnThatRowsLackIsDropped() {
    Table table = table(THINGS);
    RowShape less = shape("id", ID);

    assertThat(SchemaFollower.differs(table.schema(), less)).isTrue();
    follow(table, less);
    assertThat(table.schema().columns()).extracting(Types.NestedField::name).containsExactly("id");
  }

  // Guards against: values of a dropped column that come back under the name of a new one.
  @Test
  void aColumnThatComesBackIsAnotherOne() {
    Table table = table(THINGS);
    int before = table.schema().findField("place").fieldId();
    follow(table, shape("id", ID));
    follow(table, THINGS);

    assertThat(table.schema().findField("place").fieldId()).isNotEqualTo(before);
  }

  @Test
  void aWiderColumnIsTheSameColumn() {
    RowShape narrow =
        shape(
            "id",
            column("id", Types.IntegerType.get()),
            column("weight", Types.FloatType.get()),
            column("price", Types.DecimalType.of(9, 2)));
    RowShape wide =
        shape(
            "id",
            column("id", Types.LongType.get()),
            column("weight", Types.DoubleType.get()),
            column("price", Types.DecimalType.of(12, 2)));
    Table table = table(narrow);
    int id = table.schema().findField("price").fieldId();

    assertThat(SchemaFollower.differs(table.schema(), wide)).isTrue();
    follow(table, wide);
    assertThat(table.schema().columns())
        .extracting(Types.NestedField::type)
        .containsExactly(Types.LongType.get(), Types.DoubleType.get(), Types.DecimalType.of(12, 2));
    assertThat(table.schema().findField("price").fieldId()).isEqualTo(id);
    assertThat(table.schema().identifierFieldNames()).containsExactly("id");

    assertThat(SchemaFollower.differs(table.schema(), narrow))
        .as("rows of the narrow types fit")
        .isFalse();
  }

  @Test
  void anIncompatibleColumnIsRefusedByItsName() {
    Table table = table(THINGS);
    RowShape other = shape("id", ID, column("place", Types.IntegerType.get()));

    assertThatThrownBy(() -> SchemaFollower.differs(table.schema(), other))
        .isInstanceOf(IncompatibleColumnException.class)
        .hasMessageContaining("place")
        .hasMessageContaining("string")
        .hasMessageContaining("int");
    assertThatThrownBy(() -> follow(table, other)).isInstanceOf(IncompatibleColumnException.class);
  }

  @Test
  void theIdentifierFollowsTheKey() {
    Table table = table(THINGS);
    RowShape byPlace = shape("place", ID, PLACE);

    assertThat(SchemaFollower.differs(table.schema(), byPlace)).isTrue();
    follow(table, byPlace);
    assertThat(table.schema().identifierFieldNames()).containsExactly("place");
    assertThat(table.schema().findField("place").isRequired()).isTrue();
    assertThat(table.schema().findField("id").isRequired()).as("it may be null now").isFalse();
    assertThat(SchemaFollower.differs(table.schema(), byPlace)).isFalse();

    follow(table, new RowShape(List.of(ID, PLACE), new int[] {0, 1}));
    assertThat(table.schema().identifierFieldNames()).containsExactlyInAnyOrder("id", "place");
  }

  @Test
  void aKeyColumnMayBeDroppedAndANewOneTakeItsPlace() {
    Table table = table(THINGS);
    RowShape.Column code = column("code", Types.UUIDType.get());
    follow(table, shape("code", PLACE, code));

    assertThat(table.schema().columns())
        .extracting(Types.NestedField::name)
        .containsExactlyInAnyOrder("place", "code");
    assertThat(table.schema().identifierFieldNames()).containsExactly("code");
    assertThat(table.schema().findField("code").isRequired()).isTrue();
  }

  private static Table table(RowShape shape) {
    Catalog catalog = TestCatalog.inMemory();
    ((SupportsNamespaces) catalog).createNamespace(NAME.namespace());
    return catalog.createTable(
        NAME,
        SchemaFollower.create(shape),
        PartitionSpec.unpartitioned(),
        Map.of("format-version", "3"));
  }

  private static void follow(Table table, RowShape shape) {
    UpdateSchema update = table.updateSchema();
    SchemaFollower.follow(update, table.schema(), shape);
    update.commit();
  }

  private static RowShape shape(String key, RowShape.Column... columns) {
    List<String> names = Arrays.stream(columns).map(RowShape.Column::name).toList();
    return new RowShape(List.of(columns), new int[] {names.indexOf(key)});
  }

  private static RowShape.Column column(String name, Type type) {
    return new RowShape.Column(name, type);
  }
}
