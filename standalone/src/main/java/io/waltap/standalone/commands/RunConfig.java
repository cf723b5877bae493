/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.landing.SinkProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code run} and {@code preflight} are told, by environment variables and a properties file, turned into the
 * configurations of the source, the sink, the worker and the broker. Pure: nothing is looked up or connected to. Every
 * problem is found at once.
 *
 * <p>In the file, {@code source.*}, {@code sink.*}, {@code worker.*} and {@code broker.*} are properties of these four and win
 * over everything; a name in capitals is a variable, used where the environment does not have it.
 */
public final class RunConfig {
  static final String CONTROL_TOPIC = "waltap-control-iceberg";

  private static final String CATALOG = "ICEBERG_CATALOG_";
  private static final Pattern TABLE_BUCKET =
      Pattern.compile("arn:(aws[a-z-]*):s3tables:([a-z0-9-]+):\\d{12}:bucket/[a-z0-9-]{3,63}");
  private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern S3_NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9_]*[a-z0-9])?");
  private static final List<String> SECTIONS = List.of("source", "sink", "worker", "broker");

  /** What a problem keeps from working; {@code preflight} needs only the source. */
  public enum Area {
    SOURCE,
    LAKE,
    PROCESS
  }

  /** One thing to mend: the variable (or the key of the file) and what is expected of it. */
  public record Problem(Area area, String name, String message) {}

  /** A variable that is read, for the help; {@code fallback} is empty where there is none. */
  public record Variable(String name, String meaning, String fallback) {}

  static final Variable HOST =
      new Variable("POSTGRES_HOST", "host name or address of the PostgreSQL server", "");
  static final Variable PORT = new Variable("POSTGRES_PORT", "its port", "5432");
  static final Variable DB = new Variable("POSTGRES_DB", "database whose tables are captured", "");
  static final Variable USER =
      new Variable(
          "POSTGRES_USER", "a role with LOGIN and REPLICATION that may read the tables", "");
  static final Variable PASSWORD = new Variable("POSTGRES_PASSWORD", "its password", "");
  static final Variable SSLMODE =
      new Variable(
          "POSTGRES_SSLMODE", "disable, allow, prefer, require, verify-ca, verify-full", "prefer");
  static final Variable PUBLICATION =
      new Variable("PUBLICATION_NAME", "publication to read; made if there is none", "waltap");
  static final Variable SLOT_NAME =
      new Variable("SLOT_NAME", "replication slot to read from; made if there is none", "waltap");
  static final Variable TABLES =
      new Variable(
          "TABLE_INCLUDE_LIST",
          "regular expressions of schema.table, separated by commas; all if empty",
          "");
  static final Variable SNAPSHOT =
      new Variable("SNAPSHOT_MODE", "what happens before the first change is read", "initial");
  static final Variable TOPIC_PREFIX =
      new Variable(
          "TOPIC_PREFIX", "first part of the topics' names; do not change it later", "waltap");
  static final Variable BUCKET =
      new Variable(
          "S3_TABLE_BUCKET_ARN",
          "Amazon S3 table bucket to write to, arn:aws:s3tables:<region>:<account>:bucket/<name>",
          "");
  static final Variable REGION =
      new Variable("AWS_REGION", "region of the table bucket", "the one in the ARN");
  static final Variable CATALOG_VARIABLES =
      new Variable(
          CATALOG + "*",
          "any other catalog: ICEBERG_CATALOG_TYPE becomes iceberg.catalog.type; _ is a dot, __ a hyphen"
              + " (ICEBERG_CATALOG_IO__IMPL: iceberg.catalog.io-impl)",
          "");
  static final Variable NAMESPACE =
      new Variable("ICEBERG_NAMESPACE", "namespace of the Iceberg tables", "waltap");
  static final Variable PARTITION_BY =
      new Variable("ICEBERG_PARTITION_BY", "partitioning of new tables, as day(_ts)", "");
  static final Variable FLUSH_INTERVAL =
      new Variable(
          "FLUSH_INTERVAL_MS", "how often written rows are committed to the tables", "60000");
  static final Variable FLUSH_ROWS =
      new Variable(
          "FLUSH_ROWS",
          "rows handed to the sink at once; the Apache sink commits by time only, so this bounds memory, not"
              + " a commit",
          "10000");
  static final Variable DATA_DIR =
      new Variable("WALTAP_DATA_DIR", "where broker and offsets are kept", ".waltap/run");
  static final Variable SHUTDOWN_TIMEOUT =
      new Variable("SHUTDOWN_TIMEOUT_S", "how long a stop waits for rows to land", "60");

  public static final List<Variable> VARIABLES =
      List.of(
          HOST,
          PORT,
          DB,
          USER,
          PASSWORD,
          SSLMODE,
          PUBLICATION,
          SLOT_NAME,
          TABLES,
          SNAPSHOT,
          TOPIC_PREFIX,
          BUCKET,
          REGION,
          CATALOG_VARIABLES,
          NAMESPACE,
          PARTITION_BY,
          FLUSH_INTERVAL,
          FLUSH_ROWS,
          DATA_DIR,
          SHUTDOWN_TIMEOUT);

  private final Map<String, String> variables = new TreeMap<>();
  private final Map<String, Map<String, String>> overrides = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, String> source = new LinkedHashMap<>();
  private final Map<String, String> sink = new LinkedHashMap<>();
  private final Path dataDirectory;
  private final Duration shutdownTimeout;

  private RunConfig(Map<String, String> environment, Map<String, String> file) {
    readFile(file);
    environment.forEach(
        (name, value) -> {
          if (!value.isBlank()) {
            variables.put(name, value);
          }
        });
    buildSource();
    buildSink();
    dataDirectory = Path.of(value(DATA_DIR));
    shutdownTimeout = Duration.ofSeconds(number(Area.PROCESS, SHUTDOWN_TIMEOUT, 1, 86_400));
  }

  /**
   * Reads everything and complains about everything.
   *
   * @param environment as {@link System#getenv()}
   * @param file the properties of {@code --config}, empty without
   */
  public static RunConfig of(Map<String, String> environment, Map<String, String> file) {
    return new RunConfig(environment, file);
  }

  /** All problems; {@code run} needs none. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Those that concern reading PostgreSQL. */
  public List<Problem> problems(Area area) {
    return problems.stream().filter(problem -> problem.area() == area).toList();
  }

  /** The source connector's configuration, without its name. */
  public Map<String, String> source() {
    return Map.copyOf(source);
  }

  /** The sink connector's configuration, without its name and without the broker's address. */
  public Map<String, String> sink() {
    return Map.copyOf(sink);
  }

  public Map<String, String> worker() {
    return overridesOf("worker");
  }

  public Map<String, String> broker() {
    return overridesOf("broker");
  }

  public Path dataDirectory() {
    return dataDirectory;
  }

  public Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  /** {@code ICEBERG_CATALOG_IO__IMPL} is {@code iceberg.catalog.io-impl}. */
  static String catalogProperty(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace("__", "-").replace('_', '.');
  }

  private void readFile(Map<String, String> file) {
    new TreeMap<>(file)
        .forEach(
            (key, value) -> {
              Optional<String> section =
                  SECTIONS.stream().filter(name -> key.startsWith(name + ".")).findFirst();
              if (section.isPresent()) {
                overrides
                    .computeIfAbsent(section.get(), name -> new LinkedHashMap<>())
                    .put(key.substring(section.get().length() + 1), value);
              } else if (isVariable(key)) {
                variables.put(key, value);
              } else {
                problem(
                    Area.PROCESS,
                    key,
                    "is not understood: keys begin with source., sink., worker. or broker., or are one"
                        + " of the variables");
              }
            });
  }

  private static boolean isVariable(String name) {
    return name.startsWith(CATALOG)
        || VARIABLES.stream().anyMatch(variable -> variable.name().equals(name));
  }

  private void buildSource() {
    source.put("connector.class", "io.waltap.connect.PostgresSourceConnector");
    source.put("tasks.max", "1");
    putIfGiven(source, "database.hostname", HOST);
    source.put("database.port", Long.toString(number(Area.SOURCE, PORT, 1, 65_535)));
    putIfGiven(source, "database.dbname", DB);
    putIfGiven(source, "database.user", USER);
    putIfGiven(source, "database.password", PASSWORD);
    source.put("database.sslmode", value(SSLMODE));
    source.put(
        "topic.prefix", matching(Area.SOURCE, TOPIC_PREFIX, PREFIX, "letters, digits, . _ -"));
    source.put(
        "slot.name",
        matching(Area.SOURCE, SLOT_NAME, SLOT, "at most 63 of lower-case letters, digits, _"));
    source.put("publication.name", value(PUBLICATION));
    source.put("publication.autocreate.mode", "filtered");
    putIfGiven(source, "table.include.list", TABLES);
    source.put("snapshot.mode", value(SNAPSHOT));
    source.put("heartbeat.interval.ms", "10000");
    // The sink's transforms drop them, and nothing else reads these topics.
    source.put("tombstones.on.delete", "false");
    source.putAll(overridesOf("source"));
    require(source, "database.hostname", "source", HOST, Area.SOURCE);
    require(source, "database.dbname", "source", DB, Area.SOURCE);
    require(source, "database.user", "source", USER, Area.SOURCE);
    require(source, "database.password", "source", PASSWORD, Area.SOURCE);
  }

  private void buildSink() {
    long interval = number(Area.LAKE, FLUSH_INTERVAL, 1000, 86_400_000);
    SinkProperties common =
        new SinkProperties(
            source.get("topic.prefix"),
            value(NAMESPACE),
            CONTROL_TOPIC,
            Duration.ofMillis(interval));
    sink.putAll(common.toMap());
    sink.put(
        "consumer.override.max.poll.records",
        Long.toString(number(Area.LAKE, FLUSH_ROWS, 1, 10_000_000)));
    putIfGiven(sink, "iceberg.tables.default-partition-by", PARTITION_BY);
    if (variables.containsKey(BUCKET.name())) {
      s3Tables();
    }
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(CATALOG) && name.length() > CATALOG.length()) {
            sink.put(catalogProperty(name), value);
          }
        });
    sink.putAll(overridesOf("sink"));
    if (!sink.containsKey("iceberg.catalog.type")
        && !sink.containsKey("iceberg.catalog.catalog-impl")) {
      problem(
          Area.LAKE,
          BUCKET.name() + " or " + CATALOG + "TYPE",
          "is missing: "
              + BUCKET.meaning()
              + "; or the type of another Iceberg catalog (rest, hadoop, jdbc, glue, hive) with its"
              + " properties as ICEBERG_CATALOG_URI, ICEBERG_CATALOG_WAREHOUSE and so on");
    }
  }

  /** One table bucket, through its own Iceberg REST endpoint. */
  private void s3Tables() {
    String arn = variables.get(BUCKET.name());
    Matcher parts = TABLE_BUCKET.matcher(arn);
    if (!parts.matches()) {
      problem(
          Area.LAKE,
          BUCKET.name(),
          "is not an ARN of a table bucket: expected " + BUCKET.meaning());
      // What follows is only there to find the other problems too.
      sink.put("iceberg.catalog.type", "rest");
      return;
    }
    String region = parts.group(2);
    String given = variables.getOrDefault(REGION.name(), region);
    if (!given.equals(region)) {
      problem(
          Area.LAKE,
          REGION.name(),
          "is " + given + ", but the table bucket is in " + region + ": leave it out");
    }
    if (!S3_NAMESPACE.matcher(value(NAMESPACE)).matches()) {
      problem(
          Area.LAKE,
          NAMESPACE.name(),
          "is no name for S3 Tables: lower-case letters, digits and _, which is neither first nor last");
    }
    String domain = parts.group(1).equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
    sink.put("iceberg.catalog.type", "rest");
    sink.put("iceberg.catalog.uri", "https://s3tables." + region + "." + domain + "/iceberg");
    sink.put("iceberg.catalog.warehouse", arn);
    sink.put("iceberg.catalog.rest.sigv4-enabled", "true");
    sink.put("iceberg.catalog.rest.signing-name", "s3tables");
    sink.put("iceberg.catalog.rest.signing-region", region);
    sink.put("iceberg.catalog.io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    sink.put("iceberg.catalog.client.region", region);
    // S3 Tables removes files itself and refuses to be asked.
    sink.put("iceberg.catalog.s3.delete-enabled", "false");
    sink.put("iceberg.catalog.rest-metrics-reporting-enabled", "false");
  }

  private Map<String, String> overridesOf(String section) {
    return Map.copyOf(overrides.getOrDefault(section, Map.of()));
  }

  private String value(Variable variable) {
    return variables.getOrDefault(variable.name(), variable.fallback());
  }

  private void putIfGiven(Map<String, String> config, String property, Variable variable) {
    String given = variables.get(variable.name());
    if (given != null) {
      config.put(property, given);
    }
  }

  private String matching(Area area, Variable variable, Pattern allowed, String rule) {
    String given = value(variable);
    if (!allowed.matcher(given).matches()) {
      problem(area, variable.name(), "is \"" + given + "\": allowed are " + rule);
    }
    return given;
  }

  private long number(Area area, Variable variable, long least, long most) {
    String given = value(variable);
    try {
      long number = Long.parseLong(given.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    problem(
        area,
        variable.name(),
        "is \""
            + given
            + "\": expected a number from "
            + least
            + " to "
            + most
            + " ("
            + variable.meaning()
            + ")");
    return Long.parseLong(variable.fallback());
  }

  private void require(
      Map<String, String> config, String property, String section, Variable variable, Area area) {
    if (config.getOrDefault(property, "").isBlank()) {
      problem(
          area,
          variable.name(),
          "is missing: "
              + variable.meaning()
              + " (or "
              + section
              + "."
              + property
              + " in the file)");
    }
  }

  private void problem(Area area, String name, String message) {
    problems.add(new Problem(area, name, message));
  }
}
