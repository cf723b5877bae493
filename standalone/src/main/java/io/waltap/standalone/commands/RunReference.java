/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Makes the reference of the variables from their definition: a page, and a part of the help. */
public final class RunReference {
  private static final int WIDTH = 92;
  private static final String INDENT = "      ";

  /** What holds without a variable, where that depends on others. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          SourceVariables.PASSWORD,
          "required, or POSTGRES_PASSWORD_FILE",
          SourceVariables.SSLMODE,
          "require; prefer if all hosts are this host",
          LakeVariables.REGION,
          "the region in the ARN; without a table bucket none",
          LakeVariables.TABLE_FORMAT,
          "the table's name; schema__table outside of the schema public",
          LakeVariables.CHANGELOG_NAMESPACE,
          "ICEBERG_NAMESPACE; ICEBERG_NAMESPACE and _changes if there are mirrors",
          LakeVariables.RETENTION,
          LakeVariables.RETENTION_HOURS + "; 0 with " + LakeVariables.BUCKET);

  private static final String INTRODUCTION =
      """
      # ./waltap run

      <!-- RunReference makes this page from the definition of the variables. Change the definition, not this page. -->

      `./waltap run` captures a database into Apache Iceberg tables, in one process. `./waltap preflight` checks the database before. Both read
      the variables on this page. Every variable is checked before anything starts, and all problems are reported at once.

      ```sh
      export POSTGRES_HOST=db.example.com POSTGRES_DB=shop POSTGRES_USER=waltap POSTGRES_PASSWORD_FILE=/run/secrets/postgres
      export TABLE_INCLUDE_LIST='public[.]customers,public[.]orders'
      export ICEBERG_CATALOG_TYPE=rest ICEBERG_CATALOG_URI=http://localhost:8181 ICEBERG_CATALOG_WAREHOUSE=s3://lake/
      ./waltap preflight && ./waltap run
      ```

      ## Environment and file

      A variable is in the environment, or in the properties file of `--config FILE`. The environment takes precedence. An empty variable counts
      as not given. The file may also have properties of the five parts, which take precedence over all variables:

      | Key | Part |
      |---|---|
      | `source.*` | Waltap's connector: [configuration.md](configuration.md) |
      | `sink.*` | Apache Iceberg's sink with Waltap's transforms: [landing.md](landing.md) |
      | `mirror.*` | Waltap's mirror sink: [mirror.md](mirror.md), for example `mirror.mirror.buffer.bytes` |
      | `worker.*` | the Kafka Connect worker |
      | `broker.*` | the Kafka broker |

      - A key of the file is an error if it neither is a variable of this page nor belongs to one of the five parts.
      - So is a property of `source.*` that neither the connector nor Kafka Connect has. `preflight` and each start find it: `column.exclude.lst …
        Did you mean column.exclude.list?` Names below `sink.`, `worker.` and `broker.` are not compared with a list.
      - The mirror has the sink's properties of the catalog (`iceberg.catalog.*`, `iceberg.hadoop.*`), of new tables
        (`iceberg.tables.auto-create-props.*`), the converters and `consumer.override.*`. What `mirror.*` says takes precedence.
      - `sink.iceberg.connect.group-id`, `sink.consumer.override.group.id` and `worker.consumer.group.id` are refused. The process sees by the
        sink's usual consumer groups what is in the tables.
      - A name in the environment that looks like a variable of this page and is none is a warning: `POSTGRES_HOSTNAME is not a variable of
        Waltap; did you mean POSTGRES_HOST?`
      - `${NAME}` in a value of the file stands for the environment variable `NAME`, which must exist. Its value is taken as it is.
      - `${schema}` and `${table}` stay as they are: the names of Iceberg tables are made of them. So do the references of Kafka Connect, which
        have a colon: `${env:NAME}`, `${file:/path:key}`, `${directory:/path:file}`, and those of your own `worker.config.providers`.

      ## Secrets

      Kafka Connect stores the configurations of connectors, and its REST API shows them. So they have a reference in place of each value that
      may be a secret: [who can read what](install.md#who-can-read-what). A secret can be given in four ways:

      - **In the environment**: `POSTGRES_PASSWORD`, and each `ICEBERG_CATALOG_*`.
      - **In a file of its own**, as containers get their secrets. The name of the variable gets `_FILE` at its end, and the value is the path:
        `POSTGRES_PASSWORD_FILE=/run/secrets/postgres`, `ICEBERG_CATALOG_TOKEN_FILE=/run/secrets/token`. The file has the secret and nothing else.
        Blanks and line ends at its end do not count. The file must exist at the start, and stay where it is. A variable cannot be given in both
        ways. The path of a secret of the catalog must not have `:` or `}`.
      - **In the properties file**: keep it readable for your account alone.
      - **By `${NAME}` in the properties file**, also in the middle of a value: `password="${KAFKA_PASSWORD}"`. The stored configuration has
        `${env:KAFKA_PASSWORD}` in its place. The text around it is stored as it is.

      `ICEBERG_CATALOG_*_FILE` always means a file with a value. If a property of the catalog itself ends in `.file`, set it in the properties
      file: `sink.iceberg.catalog.….file`.

      ## Any property of the catalog

      `ICEBERG_CATALOG_` and the name of a property, in capitals, gives this property of the Iceberg catalog. `_` stands for a dot, and `__` for
      a hyphen: `ICEBERG_CATALOG_IO__IMPL` is `iceberg.catalog.io-impl`, and `ICEBERG_CATALOG_S3_ACCESS__KEY__ID` is
      `iceberg.catalog.s3.access-key-id`.
      """;

  private static final String SCRIPT =
      """
      ## The script

      `./waltap` itself reads these, from the environment alone:

      | Variable | Default | Meaning |
      |---|---|---|
      | `JAVA_HOME` | the `java` on the `PATH` | The Java to use, 17 or later. |
      | `WALTAP_JAVA_OPTS` | `-Xmx1g` | Options for the JVM, for example `-Xmx4g`. The default is enough for 1,000 tables that change between two commits; `preflight` says if it is not. Out of memory, the process ends with the exit code 3. |
      | `WALTAP_UMASK` | `077` | The umask of all files. With `022`, other accounts can read a lake on this disk. |
      """;

  private RunReference() {}

  /** The page in Markdown. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (String group : Variables.definition().groups()) {
      page.append("\n## ").append(group).append("\n\n");
      page.append("| Variable | Type | Default | Values | Meaning |\n|---|---|---|---|---|\n");
      keysOf(group).forEach(key -> page.append(row(key)));
    }
    page.append('\n').append(SCRIPT);
    page.append("\n## Exit codes\n\nThey are the same for all commands.\n\n");
    page.append("| Code | Meaning |\n|---|---|\n");
    ExitCodes.meanings().forEach((code, meaning) -> page.append(cells(code, meaning)));
    return page.toString();
  }

  /** The variables for the help of a command. */
  public static String help() {
    StringBuilder text = new StringBuilder();
    text.append("\nVariables, in the environment or in the file (docs/run.md has more):\n");
    for (String group : Variables.definition().groups()) {
      text.append('\n').append(group).append('\n');
      for (ConfigKey key : keysOf(group)) {
        text.append("  ").append(key.name).append(" (").append(defaultOf(key)).append(")\n");
        wrap(sentences(key), text);
      }
    }
    text.append("\n  ICEBERG_CATALOG_*\n");
    wrap(
        "Any other property of the catalog: _ is a dot, __ a hyphen (ICEBERG_CATALOG_IO__IMPL is"
            + " iceberg.catalog.io-impl). With _FILE at its end: the path of a file with the"
            + " value.",
        text);
    return text.toString();
  }

  private static List<ConfigKey> keysOf(String group) {
    return Variables.definition().configKeys().values().stream()
        .filter(key -> group.equals(key.group))
        .sorted(Comparator.comparingInt(key -> key.orderInGroup))
        .toList();
  }

  private static String row(ConfigKey key) {
    String fallback = defaultOf(key);
    return cells(
        code(key.name),
        key.type.name().toLowerCase(Locale.ROOT),
        isValue(key) ? code(fallback) : fallback,
        key.validator.toString(),
        key.documentation);
  }

  /** Whether the default is a value; otherwise a few words stand for it. */
  private static boolean isValue(ConfigKey key) {
    return key.hasDefault() && key.defaultValue != null;
  }

  private static String defaultOf(ConfigKey key) {
    if (isValue(key)) {
      return ConfigDef.convertToString(key.defaultValue, key.type);
    }
    return DEFAULTS.getOrDefault(key.name, key.hasDefault() ? "none" : "required");
  }

  private static String sentences(ConfigKey key) {
    return key.documentation + " Expected: " + key.validator + ".";
  }

  private static void wrap(String words, StringBuilder text) {
    String rest = words;
    while (rest.length() > WIDTH) {
      int blank = rest.lastIndexOf(' ', WIDTH);
      text.append(INDENT).append(rest, 0, blank).append('\n');
      rest = rest.substring(blank + 1);
    }
    text.append(INDENT).append(rest).append('\n');
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String cells(String... cells) {
    StringBuilder row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(cell.replace("|", "\\|")).append(" |");
    }
    return row.append('\n').toString();
  }
}
