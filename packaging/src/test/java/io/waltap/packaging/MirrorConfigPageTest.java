/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.ConfigReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/**
 * The page is made from the definition: {@code ./mvnw verify -pl packaging -am
 * -Dtest=MirrorConfigPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dwaltap.docs=write}.
 */
class MirrorConfigPageTest {
  private static final String HEAD =
      """
      # Configuration of the mirror sink

      <!-- MirrorConfigPageTest makes this page from the sink's ConfigDef. Change the definitions, not this page. -->

      These are the properties of [the mirror sink](mirror.md). Those of the catalog and of new tables have the names that the Apache sink gives them.
      Times are in milliseconds, sizes in bytes. `PUT /connector-plugins/{class}/config/validate` reports each value that breaks its rule.

      A property that begins with `mirror.` or `iceberg.` and is not on this page is refused. So is `errors.tolerance=all`. Kafka Connect's own properties, such as
      `topics.regex` and the converters, are not on this page.

      """;

  private static final String TAIL =
      """

      The texts of the last four properties are also those of the transform for the Apache sink. Here a record that fails stops its table, and the property
      `iceberg.tables.write-props.write.format.default` does not exist.

      ## Properties with a variable part

      | Property | Meaning |
      |---|---|
      | `iceberg.catalog.*` | The Iceberg catalog. Without the prefix these are Iceberg's own properties: `type` or `catalog-impl`, `uri`, `warehouse` and so on. At least one is required. |
      | `iceberg.hadoop.*` | Properties of Hadoop's configuration, without the prefix, for catalogs and files that use Hadoop. |
      | `iceberg.tables.auto-create-props.*` | Properties of the tables that the sink creates, without the prefix: `iceberg.tables.auto-create-props.write.target-file-size-bytes=134217728`. Tables that exist are not changed. |
      | `iceberg.table.NAME.partition-by` | How the table `NAME`, written as `namespace.table`, is partitioned when it is created, in place of `iceberg.tables.default-partition-by`. Empty: it is not partitioned. |
      """;

  @Test
  void thePageSaysWhatTheDefinitionSays() throws IOException {
    Path page = Example.root().resolve("docs/mirror-configuration.md");
    ConfigDef definition = ConnectorChecks.mirror().config();
    String markdown = HEAD + ConfigReference.table(definition.configKeys().values()) + TAIL;
    if ("write".equals(System.getProperty("waltap.docs"))) {
      Files.writeString(page, markdown);
    }
    assertThat(Files.readString(page))
        .as("docs/mirror-configuration.md is stale; write it again with -Dwaltap.docs=write")
        .isEqualTo(markdown);
  }
}
