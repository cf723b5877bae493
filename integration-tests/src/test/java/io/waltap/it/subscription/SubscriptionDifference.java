/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.subscription;

import java.util.Arrays;

/**
 * What topics may have instead of what a subscriber has, and why.
 * docs/differences-from-a-subscription.md lists the same ids for users.
 */
enum SubscriptionDifference {
  TRUNCATE("truncate", "skipped.operations leaves out truncates unless it is set"),
  NEW_TABLES("new-tables", "a subscriber gets them only after a refresh of its subscription"),
  ATTACHED_PARTITION("attached-partition", "the rows that a partition comes with are read"),
  GENERATED_COLUMNS("generated-columns", "a subscriber computes them; they are not sent"),
  TYPES_LEFT_OUT("types-left-out", "some types have no representation in a record"),
  ROWS_BEFORE_DDL("rows-before-ddl", "DDL changes the rows of a table, but no record says so"),
  TABLE_AWAY("table-away", "a table that left the publication and returned is read again"),
  NULLABLE_UNIQUE_KEY("nullable-unique-key", "rows with NULL in a unique index share a key"),
  SUBSCRIBER_COLUMNS("subscriber-columns", "only the subscriber's table has them"),
  SUBSCRIBER_TRIGGERS("subscriber-triggers", "only the subscriber has them"),
  SUBSCRIBER_CHANGES("subscriber-changes", "the subscriber's rows were changed by others");

  private final String id;
  private final String reason;

  SubscriptionDifference(String id, String reason) {
    this.id = id;
    this.reason = reason;
  }

  static SubscriptionDifference of(String id) {
    return Arrays.stream(values())
        .filter(difference -> difference.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such difference: " + id));
  }

  String id() {
    return id;
  }

  @Override
  public String toString() {
    return id + ": " + reason;
  }
}
