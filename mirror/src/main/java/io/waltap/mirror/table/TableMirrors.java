/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.change.TableRoutes;
import io.waltap.change.TypeMapping;
import io.waltap.mirror.change.ChangeReader;
import io.waltap.mirror.locate.Locators;
import io.waltap.mirror.maintain.TableMaintenance;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.connect.errors.ConnectException;

/** Makes the mirrors of a task's topics. */
public final class TableMirrors {
  /** Why a topic of several partitions has no mirror. */
  public static final String SEVERAL_PARTITIONS =
      "the topic has several partitions, and a mirror reads one only. Give the topic one partition,"
          + " drop the table, and have the source read it again.";

  private final MirrorCatalog catalog;
  private final TableRoutes routes;
  private final TypeMapping types;
  private final String placeholder;
  private final ExecutorService threads;
  private final ExecutorService upkeep;
  private final MirrorOptions options;

  /**
   * @param routes the names of the tables
   * @param types what values of special types become
   * @param placeholder what Debezium writes for a value that was not sent
   * @param threads of all tables of the task
   * @param upkeep the threads of their maintenance, which may take long
   */
  public TableMirrors(
      MirrorCatalog catalog,
      TableRoutes routes,
      TypeMapping types,
      String placeholder,
      ExecutorService threads,
      ExecutorService upkeep,
      MirrorOptions options) {
    this.catalog = catalog;
    this.routes = routes;
    this.types = types;
    this.placeholder = placeholder;
    this.threads = threads;
    this.upkeep = upkeep;
    this.options = options;
  }

  /**
   * The mirror of a topic's table. Topics without change events get none in the catalog.
   *
   * @param onePartition whether the topic has no other partition, as far as is known
   */
  public TableMirror open(String topic, boolean onePartition, Flow flow) {
    String refusal = null;
    TableIdentifier name = null;
    OpenTable table = null;
    if (onePartition) {
      try {
        name = TableIdentifier.parse(routes.route(topic));
        Locators locators = new Locators(options.locate());
        table = new OpenTable(catalog, name, topic, options.writer(), options.deletes(), locators);
      } catch (ConnectException e) {
        refusal = e.getMessage();
      }
    } else {
      refusal = SEVERAL_PARTITIONS;
    }
    return new TableMirror(
        topic,
        refusal,
        table,
        new ChangeReader(types, placeholder),
        flow,
        new Work(threads),
        maintenance(topic, name),
        options);
  }

  private TableMaintenance maintenance(String topic, TableIdentifier name) {
    return new TableMaintenance(
        topic, options.writer(), options.maintenance(), () -> catalog.load(name), upkeep);
  }
}
