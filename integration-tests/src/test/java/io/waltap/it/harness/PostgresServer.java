/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

/**
 * A PostgreSQL server, embedded or in a container. Stopping and starting it again keeps data and
 * port.
 */
public interface PostgresServer extends AutoCloseable {

  int major();

  String host();

  int port();

  /** A superuser. */
  String user();

  String password();

  /** As a crash does it: no checkpoint, connections cut. */
  void stopImmediately();

  /** Starts it after {@link #stopImmediately()}. */
  void start();

  /** Stops it for good and removes its data. */
  @Override
  void close();

  default String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }
}
