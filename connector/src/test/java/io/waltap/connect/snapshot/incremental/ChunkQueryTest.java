/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChunkQueryTest {
  private static final List<PrimaryKeyColumn> ID =
      List.of(new PrimaryKeyColumn("id", "bigint", 0, "pg_catalog"));
  private static final List<PrimaryKeyColumn> ODD =
      List.of(
          new PrimaryKeyColumn("Te\"nant", "ext.citext", 100, "ext"),
          new PrimaryKeyColumn("at", "timestamp(3) with time zone", 0, "pg_catalog"),
          new PrimaryKeyColumn("tag", "\"My Types\".\"Tag\"", 0, "My Types"));

  @Test
  void theFirstChunkBeginsAtTheBeginning() {
    assertThat(query("public", "visits", false, null, ID).copy(List.of(), 1024))
        .isEqualTo(
            "COPY (SELECT t.\"id\", NULL, t.\"id\"::pg_catalog.text FROM ONLY \"public\".\"visits\""
                + " AS t ORDER BY t.\"id\" LIMIT 1024) TO STDOUT (FORMAT binary)");
  }

  @Test
  void aLaterChunkBeginsAfterAKey() {
    assertThat(query("public", "visits", false, null, ID).copy(List.of("-7"), 10))
        .contains(" WHERE (t.\"id\") > ('-7'::bigint) ORDER BY t.\"id\" LIMIT 10)");
  }

  @Test
  void namesAndValuesAreQuoted() {
    String sql =
        query("o\"dd", "ta'ble", false, null, ODD)
            .copy(List.of("it's", "2024-01-01 00:00:00+00", "a\\b'c"), 10);

    assertThat(sql)
        .contains(
            ", t.\"Te\"\"nant\"::pg_catalog.text, t.\"at\"::pg_catalog.text,"
                + " t.\"tag\"::pg_catalog.text FROM ONLY \"o\"\"dd\".\"ta'ble\" AS t")
        .contains(
            " WHERE (t.\"Te\"\"nant\", t.\"at\", t.\"tag\") > ('it''s'::ext.citext,"
                + " '2024-01-01 00:00:00+00'::timestamp(3) with time zone,"
                + " E'a\\\\b''c'::\"My Types\".\"Tag\")")
        .contains(" ORDER BY t.\"Te\"\"nant\", t.\"at\", t.\"tag\" LIMIT 10)");
  }

  @Test
  void thePublicationsRowFilterHolds() {
    assertThat(query("public", "visits", false, "(id > 0) OR (id < -9)", ID).copy(List.of("5"), 1))
        .contains(" WHERE ((id > 0) OR (id < -9)) AND (t.\"id\") > ('5'::bigint) ORDER BY");
  }

  @Test
  void aPartitionedTableIsReadWithItsPartitionsAndLockedAlone() {
    ChunkQuery query = query("public", "visits", true, null, ID);

    assertThat(query.copy(List.of(), 1)).contains(" FROM \"public\".\"visits\" AS t");
    assertThat(query.lock()).contains("LOCK TABLE ONLY \"public\".\"visits\"");
  }

  @Test
  void theOperatorsOfTheKeysIndexAreFound() {
    assertThat(query("public", "visits", false, null, ID).lock())
        .isEqualTo(
            "SET LOCAL search_path = \"pg_catalog\";"
                + " LOCK TABLE ONLY \"public\".\"visits\" IN ACCESS SHARE MODE");
    assertThat(query("public", "visits", false, null, ODD).lock())
        .startsWith("SET LOCAL search_path = \"pg_catalog\", \"ext\", \"My Types\"; LOCK ");
  }

  private static ChunkQuery query(
      String schema,
      String name,
      boolean partitioned,
      String rowFilter,
      List<PrimaryKeyColumn> key) {
    Relation relation = new Relation(1, schema, name, ReplicaIdentity.DEFAULT, List.of());
    return new ChunkQuery(
        new PublishedTable(
            1, relation.id(), Set.of(), relation, partitioned, rowFilter, 1, true, false),
        key,
        "t.\"id\", NULL");
  }
}
