/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.util.List;
import java.util.Locale;

/** The tables whose every row version is in the ledger. */
enum LedgerTable {
  PLAIN(100, true),
  /** Its payload is TOASTed, and is not sent if an update leaves it unchanged. */
  WIDE(6_000, false),
  /** It has no key, and its replica identity is full. */
  KEYLESS(60, false),
  PARTS(100, true);

  static final String SCHEMA = "soak";

  private final int payloadLength;
  private final boolean idsChange;

  LedgerTable(int payloadLength, boolean idsChange) {
    this.payloadLength = payloadLength;
    this.idsChange = idsChange;
  }

  /** The name with its schema. */
  String qualified() {
    return SCHEMA + "." + name().toLowerCase(Locale.ROOT);
  }

  int payloadLength() {
    return payloadLength;
  }

  /** Whether updates move rows to other ids, which are a delete and an insert in the stream. */
  boolean idsChange() {
    return idsChange;
  }

  List<String> creation() {
    String columns = "version bigint NOT NULL, payload text NOT NULL";
    return switch (this) {
      case PLAIN -> List.of(create("id bigint PRIMARY KEY, " + columns, ""));
      case WIDE ->
          List.of(
              create(
                  "id bigint PRIMARY KEY, "
                      + columns
                      + ", c1 numeric DEFAULT 1.50, c2 timestamptz DEFAULT now(), c3 uuid DEFAULT"
                      + " gen_random_uuid(), c4 jsonb DEFAULT '{\"a\": 1}', c5 int[] DEFAULT"
                      + " '{1,2}', c6 date DEFAULT '2024-02-29', c7 bool DEFAULT true",
                  ""),
              "ALTER TABLE " + qualified() + " ALTER COLUMN payload SET STORAGE EXTERNAL");
      case KEYLESS ->
          List.of(
              create("id bigint NOT NULL, " + columns, ""),
              "CREATE INDEX ON " + qualified() + " (id)",
              "ALTER TABLE " + qualified() + " REPLICA IDENTITY FULL");
      case PARTS ->
          List.of(
              create("id bigint PRIMARY KEY, " + columns, " PARTITION BY HASH (id)"),
              partition(0),
              partition(1),
              partition(2));
    };
  }

  private String create(String columns, String rest) {
    return "CREATE TABLE " + qualified() + " (" + columns + ")" + rest;
  }

  private String partition(int number) {
    return "CREATE TABLE "
        + qualified()
        + "_"
        + number
        + " PARTITION OF "
        + qualified()
        + " FOR VALUES WITH (MODULUS 3, REMAINDER "
        + number
        + ")";
  }
}
