/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

/**
 * A PostgreSQL server, embedded or in a container. A stop and a start keep its data and its port.
 */
public interface PostgresServer extends AutoCloseable {

  int major();

  String host();

  int port();

  /** Returns the name of a superuser. */
  String user();

  String password();

  /** Stops as in a crash: without a checkpoint, with connections cut. */
  void stopImmediately();

  /** Starts the server after {@link #stopImmediately()}. */
  void start();

  /** Stops the server finally and removes its data. */
  @Override
  void close();

  default String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }
}
