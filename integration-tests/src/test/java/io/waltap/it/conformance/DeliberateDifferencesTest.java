/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.conformance.ConformanceCase.Action;
import io.waltap.it.conformance.ConformanceCase.Step;
import io.waltap.it.conformance.ConformanceCases.Run;
import io.waltap.it.conformance.DatabaseFacts.Column;
import io.waltap.it.conformance.DatabaseFacts.Row;
import io.waltap.it.conformance.DatabaseFacts.Table;
import io.waltap.it.conformance.Difference.Part;
import io.waltap.it.harness.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** An explanation covers the difference that it describes, and no other. */
final class DeliberateDifferencesTest {
  private static final String PREFIX = "p";
  private static final String OPTIONAL = "true";
  private static final String REQUIRED = "false";

  private static final String KEY =
      """
      {"schema": {"type": "struct", "fields": [
         {"type": "int32", "optional": false, "field": "id"}]},
       "payload": {"id": %d}}
      """;

  private static final String VALUE =
      """
      {"schema": {"type": "struct", "fields": [
         {"type": "struct", "optional": true, "field": "after", "fields": [
           {"type": "int32", "optional": false, "field": "id"},
           {"type": "string", "optional": %s, "field": "v"}]}]},
       "payload": {
         "after": {"id": %d, "v": %s},
         "op": "%s",
         "source": {"schema": "public", "table": "%s", "lsn": %d, "snapshot": "%s"}}}
      """;

  // Guards against: a column that is required in Waltap's schema for no reason, or is not required
  // where it should be.
  @Test
  void whatTheCatalogSaysLaterMayStandInDebeziumsSchemaOnly() {
    Captured early = change(110, 1, "\"a\"", OPTIONAL);
    Captured ahead = change(110, 1, "\"a\"", REQUIRED);

    assertThat(altered(List.of(ahead), List.of(early)).unexplained()).isEmpty();
    assertThat(altered(List.of(ahead), List.of(early)).explained())
        .containsOnlyKeys("catalog-ahead");
    assertThat(altered(List.of(early), List.of(ahead)).unexplained()).hasSize(1);
  }

  // Guards against: a column whose NOT NULL was not altered, but differs.
  @Test
  void whatTheCatalogHasSaidAllTheTimeIsNotExcused() {
    Captured optional = change(310, 1, "\"a\"", OPTIONAL);
    Captured required = change(310, 1, "\"a\"", REQUIRED);

    assertThat(altered(List.of(required), List.of(optional)).unexplained()).hasSize(1);
  }

  // Guards against: a lost change that passes as a consequence of DDL.
  @Test
  void aLostChangeIsNotExcusedByAnAlteredTable() {
    Captured first = change(110, 1, "\"a\"", OPTIONAL);
    Captured second = change(120, 2, "\"b\"", OPTIONAL);

    List<Difference> lost = altered(List.of(first, second), List.of(first)).unexplained();
    assertThat(lost).extracting(Difference::part).containsExactly(Part.RECORD);
    assertThat(lost.get(0).debeziumRecord()).isSameAs(second);

    List<Difference> invented = altered(List.of(first), List.of(first, second)).unexplained();
    assertThat(invented).extracting(Difference::part).containsExactly(Part.RECORD);
    assertThat(invented.get(0).waltapRecord()).isSameAs(second);
  }

  // Guards against: a lost change among several at the same position in the WAL, as COPY makes
  // them.
  @Test
  void aLostChangeIsNotExcusedByAnotherAtItsPlace() {
    Captured first = change(110, 1, "\"a\"", OPTIONAL);
    Captured second = change(110, 2, "\"b\"", OPTIONAL);
    Captured third = change(110, 3, "\"c\"", OPTIONAL);

    List<Difference> lost =
        altered(List.of(first, second, third), List.of(first, third)).unexplained();
    assertThat(lost).extracting(Difference::part).containsExactly(Part.RECORD);
    assertThat(lost.get(0).debeziumRecord()).isSameAs(second);
  }

  // Guards against: a wrong value that passes as a consequence of DDL.
  @Test
  void aChangedValueIsNotExcusedByAnAlteredTable() {
    Captured theirs = change(110, 1, "\"a\"", OPTIONAL);
    Captured ours = change(110, 1, "\"b\"", OPTIONAL);

    List<Difference> changed = altered(List.of(theirs), List.of(ours)).unexplained();
    assertThat(changed).hasSize(1);
    assertThat(changed.get(0).path()).containsExactly("after", "v");
  }

  // Guards against: changes of different keys in the wrong order.
  @Test
  void anotherOrderIsNotExcused() {
    Captured first = change(110, 1, "\"a\"", OPTIONAL);
    Captured second = change(120, 2, "\"b\"", OPTIONAL);

    assertThat(altered(List.of(first, second), List.of(second, first)).unexplained())
        .extracting(Difference::part)
        .containsExactly(Part.ORDER);
  }

  // Guards against: a row that is on no topic, and passes as one that Debezium reads twice.
  @Test
  void aPartitionsRowIsExcusedOnlyWhereWeHaveIt() {
    List<Captured> debezium =
        List.of(
            read("m", 1, "first"),
            read("m", 2, "last_in_data_collection"),
            read("m1", 1, "last_in_data_collection"),
            read("m2", 2, "last"));

    List<Captured> all = List.of(read("m1", 1, "first"), read("m2", 2, "last"));
    Outcome complete = partitioned(debezium, all);
    assertThat(complete.unexplained()).isEmpty();
    assertThat(complete.explained()).containsOnlyKeys("partitions-once");

    Outcome lost = partitioned(debezium, List.of(read("m2", 2, "last")));
    assertThat(lost.unexplained())
        .extracting(difference -> difference.debeziumRecord().topic())
        .containsExactly("{prefix}.public.m", "{prefix}.public.m1");
  }

  // Guards against: wrong markers at the first and the last row of a snapshot, which pass because
  // Debezium's snapshot has other rows there.
  @Test
  void aMarkerOfTheSnapshotIsExcusedOnlyIfItIsRight() {
    List<Captured> debezium =
        List.of(
            read("m", 1, "first"),
            read("m", 2, "last_in_data_collection"),
            read("m1", 1, "last_in_data_collection"),
            read("m2", 2, "last"));
    List<Captured> ours = List.of(read("m1", 1, "true"), read("m2", 2, "last"));

    assertThat(partitioned(debezium, ours).unexplained()).hasSize(1);
  }

  // Guards against: lost elements where Debezium has none to compare with.
  @Test
  void anArrayIsExcusedOnlyIfItIsTheDatabases() {
    List<Captured> debezium = List.of(change(110, 1, "[null, null]", OPTIONAL));
    Column arrays = column("integer[]", false);
    Row row = new Row(Json.parse("{\"id\": \"1\", \"v\": \"[[1, 2], [3, null]]\"}"), true);
    DatabaseHistory history = new DatabaseHistory();
    history.add(new DatabaseFacts(100, Map.of("public.t", table(1, arrays, List.of(row)))));

    assertThat(arrays(history, debezium, "[1, 2, 3, null]").explained())
        .containsOnlyKeys("array-dimensions");
    assertThat(arrays(history, debezium, "[1, 2, 3]").unexplained()).hasSize(1);
    assertThat(arrays(history, debezium, "[1, 2, 4, null]").unexplained()).hasSize(1);
    assertThat(arrays(history, debezium, "[1, 2, 3, 4]").unexplained()).hasSize(1);
  }

  private static Outcome arrays(DatabaseHistory history, List<Captured> debezium, String ours) {
    return outcome(history, debezium, List.of(change(110, 1, ours, OPTIONAL)));
  }

  /** The column v may be null at first. After the second step it may not be null. */
  private static Outcome altered(List<Captured> debezium, List<Captured> waltap) {
    Table before = table(1, column("text", false), List.of());
    Table after = table(1, column("text", true), List.of());
    DatabaseHistory history = new DatabaseHistory();
    history.add(new DatabaseFacts(100, Map.of("public.t", before)));
    history.add(new DatabaseFacts(200, Map.of("public.t", before)));
    history.add(new DatabaseFacts(300, Map.of("public.t", after)));
    return outcome(history, debezium, waltap);
  }

  /** The table m has the partitions m1 and m2. */
  private static Outcome partitioned(List<Captured> debezium, List<Captured> waltap) {
    DatabaseHistory history = new DatabaseHistory();
    history.add(
        new DatabaseFacts(
            100,
            Map.of(
                "public.m", partition(1, true, List.of()),
                "public.m1", partition(2, false, List.of("public.m")),
                "public.m2", partition(3, false, List.of("public.m")))));
    return outcome(history, debezium, waltap);
  }

  private static Outcome outcome(
      DatabaseHistory history, List<Captured> debezium, List<Captured> waltap) {
    ConformanceCase scenario =
        new ConformanceCase(
            "test",
            false,
            14,
            null,
            false,
            "FOR ALL TABLES",
            List.of(),
            Map.of(),
            List.of(new Step(Action.SQL, "ALTER TABLE t ALTER v SET NOT NULL")));
    return Outcome.of(new Run(scenario, 18), new Scene(scenario, history, debezium, waltap));
  }

  private static Table table(long oid, Column v, List<Row> rows) {
    Map<String, Column> columns = Map.of("id", column("integer", true), "v", v);
    return new Table(
        oid, false, false, List.of(), List.of("id"), List.of(), List.of(), columns, rows);
  }

  private static Table partition(long oid, boolean partitioned, List<String> ancestors) {
    Table table = table(oid, column("text", false), List.of());
    return new Table(
        oid,
        partitioned,
        !partitioned,
        ancestors,
        table.primaryKey(),
        table.uniqueKey(),
        table.identityIndex(),
        table.columns(),
        table.rows());
  }

  private static Column column(String type, boolean notNull) {
    return new Column(type, notNull, false, true, "", false, "", "", "", false);
  }

  private static Captured change(long lsn, int id, String v, String optional) {
    return captured("t", "c", lsn, id, v, optional, "false");
  }

  private static Captured read(String table, int id, String marker) {
    return captured(table, "r", 50, id, "\"a\"", OPTIONAL, marker);
  }

  private static Captured captured(
      String table, String op, long lsn, int id, String v, String optional, String marker) {
    byte[] key = KEY.formatted(id).getBytes(StandardCharsets.UTF_8);
    byte[] value =
        VALUE.formatted(optional, id, v, op, table, lsn, marker).getBytes(StandardCharsets.UTF_8);
    return new Captured(
        new ConsumerRecord<>(PREFIX + ".public." + table, 0, 0, key, value), PREFIX);
  }
}
