/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.subscription;

import io.waltap.it.harness.PostgresServer;
import io.waltap.it.harness.TestDatabase;
import java.util.List;

/**
 * A database that subscribes to the publication of another database of the same server. Closing it
 * drops the subscription, because a database with one cannot be dropped.
 */
final class Subscriber implements AutoCloseable {
  private final TestDatabase publisher;
  private final TestDatabase database;
  private boolean subscribed;

  private Subscriber(TestDatabase publisher, TestDatabase database) {
    this.publisher = publisher;
    this.database = database;
  }

  /** Creates the database, without a subscription. */
  static Subscriber of(TestDatabase publisher) {
    return new Subscriber(publisher, TestDatabase.create(publisher.server()));
  }

  TestDatabase database() {
    return database;
  }

  String subscription() {
    return "sub_of_" + database.name();
  }

  /**
   * Creates the subscription, which also copies the rows that are in the tables.
   *
   * @param options in addition to those of the slot; empty if there are none
   */
  void subscribe(String options) {
    // made beforehand: a slot waits for the end of all transactions of the server, and so for the
    // transaction of CREATE SUBSCRIPTION. The slots that copy the rows are made in transactions
    // that have written nothing yet.
    publisher.text(
        "SELECT slot_name FROM pg_create_logical_replication_slot('"
            + database.slot()
            + "', 'pgoutput')");
    String more = options.isEmpty() ? "" : ", " + options;
    database.execute(
        "CREATE SUBSCRIPTION "
            + subscription()
            + " CONNECTION '"
            + connection()
            + "' PUBLICATION "
            + publisher.publication()
            + " WITH (create_slot = false, slot_name = '"
            + database.slot()
            + "'"
            + more
            + ")");
    subscribed = true;
  }

  /** Whether the rows of all tables have been copied. */
  boolean isCopied() {
    return database.number(
            "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')")
        == 0;
  }

  /** Returns the subscription's tables as {@code schema.table}. */
  List<String> tables() {
    return database.texts(
        "SELECT n.nspname || '.' || c.relname FROM pg_subscription_rel r"
            + " JOIN pg_class c ON c.oid = r.srrelid"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace");
  }

  /** Returns the rows of a table, without those of tables that inherit from it. */
  List<String> rows(String table) {
    String kind =
        database.text("SELECT relkind FROM pg_class WHERE oid = '" + table + "'::regclass");
    return Rows.read(database, "SELECT * FROM " + (kind.equals("p") ? "" : "ONLY ") + table);
  }

  @Override
  public void close() {
    try {
      if (subscribed) {
        // without a slot: the publisher's database drops its slots
        database.execute(
            "ALTER SUBSCRIPTION " + subscription() + " DISABLE",
            "ALTER SUBSCRIPTION " + subscription() + " SET (slot_name = NONE)",
            "DROP SUBSCRIPTION " + subscription());
      }
    } finally {
      database.close();
    }
  }

  /** The address as the server itself sees it, which in a container is not the test's. */
  private String connection() {
    PostgresServer server = publisher.server();
    String address =
        publisher.text(
            "SELECT 'host=' || host(inet_server_addr()) || ' port=' || inet_server_port()");
    return address
        + " user="
        + server.user()
        + " password="
        + server.password()
        + " dbname="
        + publisher.name();
  }
}
