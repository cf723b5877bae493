/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** Checks rules between properties, which the validator of a single key cannot check. */
final class PropertyChecks {
  /** A property of Kafka Connect. */
  private static final String TASKS_MAX = "tasks.max";

  /** More layouts than a connector will ever have. */
  private static final long MOST_EPOCHS = 9_999_999;

  private final Map<String, String> properties;
  private final Map<String, ConfigValue> values;
  private final List<Problem> problems = new ArrayList<>();

  PropertyChecks(Map<String, String> properties) {
    this.properties = withoutNulls(properties);
    values = Definition.make().validateAll(this.properties);
  }

  /** A property that is null counts as not set. */
  static Map<String, String> withoutNulls(Map<String, String> properties) {
    Map<String, String> present = new HashMap<>(properties);
    present.values().removeIf(value -> value == null);
    return present;
  }

  List<Problem> run() {
    oneListOnly(FilterKeys.SCHEMA_INCLUDE_LIST, FilterKeys.SCHEMA_EXCLUDE_LIST);
    oneListOnly(FilterKeys.TABLE_INCLUDE_LIST, FilterKeys.TABLE_EXCLUDE_LIST);
    oneListOnly(FilterKeys.COLUMN_INCLUDE_LIST, FilterKeys.COLUMN_EXCLUDE_LIST);
    oneListOnly(FilterKeys.MESSAGE_PREFIX_INCLUDE_LIST, FilterKeys.MESSAGE_PREFIX_EXCLUDE_LIST);
    oneListOnly(RefusedProperties.DATABASE_INCLUDE_LIST, RefusedProperties.DATABASE_EXCLUDE_LIST);
    databaseListsLetItThrough();
    queueHoldsMoreThanABatch();
    longestBackoffIsTheLongest();
    overriddenTablesHaveAStatement();
    masksAreUnderstood();
    severalLanesArePossible();
    startPositionHasAUse();
    onePasswordOnly();
    return List.copyOf(problems);
  }

  private void oneListOnly(String include, String exclude) {
    if (isSet(include) && isSet(exclude)) {
      problem(exclude, "cannot be set together with " + include + "; keep one of the two");
    }
  }

  private void databaseListsLetItThrough() {
    Object database = valid(ConnectionKeys.DBNAME);
    Object include = valid(RefusedProperties.DATABASE_INCLUDE_LIST);
    Object exclude = valid(RefusedProperties.DATABASE_EXCLUDE_LIST);
    if (database == null) {
      return;
    }
    if (isSet(RefusedProperties.DATABASE_INCLUDE_LIST)
        && include != null
        && !matches(RefusedProperties.DATABASE_INCLUDE_LIST, include, database)) {
      problem(
          RefusedProperties.DATABASE_INCLUDE_LIST,
          "leaves out the database "
              + database
              + ", which database.dbname names;"
              + " remove the property, or create another connector for the other database");
    }
    if (exclude != null && matches(RefusedProperties.DATABASE_EXCLUDE_LIST, exclude, database)) {
      problem(
          RefusedProperties.DATABASE_EXCLUDE_LIST,
          "excludes the database "
              + database
              + ", which database.dbname names;"
              + " remove the property");
    }
  }

  private void queueHoldsMoreThanABatch() {
    if (valid(AdvancedKeys.MAX_QUEUE_SIZE) instanceof Integer queue
        && valid(AdvancedKeys.MAX_BATCH_SIZE) instanceof Integer batch
        && queue <= batch) {
      problem(
          AdvancedKeys.MAX_QUEUE_SIZE,
          "is "
              + queue
              + ", but it has to be more than "
              + AdvancedKeys.MAX_BATCH_SIZE
              + ", which is "
              + batch);
    }
  }

  private void longestBackoffIsTheLongest() {
    if (valid(AdvancedKeys.RECONNECT_BACKOFF_MAX) instanceof Long longest
        && valid(AdvancedKeys.RECONNECT_BACKOFF) instanceof Long first
        && longest < first) {
      problem(
          AdvancedKeys.RECONNECT_BACKOFF_MAX,
          "is "
              + longest
              + ", but it must not be less than "
              + AdvancedKeys.RECONNECT_BACKOFF
              + ", which is "
              + first);
    }
  }

  private void overriddenTablesHaveAStatement() {
    for (String key : SelectOverrides.missing(properties)) {
      problem(
          SnapshotKeys.SELECT_OVERRIDES,
          "lists a table that has no statement; set " + key + " to a SELECT");
    }
  }

  private void masksAreUnderstood() {
    Object database = valid(ConnectionKeys.DBNAME);
    new TreeMap<>(properties)
        .forEach(
            (key, value) -> {
              if (ColumnMasks.isMaskKey(key)) {
                try {
                  ColumnMasks.rule(key, value, database == null ? null : database.toString());
                } catch (ConfigException e) {
                  problem(key, e.getMessage());
                }
              }
            });
  }

  private void severalLanesArePossible() {
    int tasks = tasks();
    if (tasks <= 1) {
      return;
    }
    if (!TaskProperties.areOfTask(properties)
        && valid(ReplicationKeys.SLOT_NAME) instanceof String slot
        && SlotNames.handover(slot, MOST_EPOCHS).length() > Validators.MAX_SLOT_NAME) {
      problem(
          ReplicationKeys.SLOT_NAME,
          "is too long for tasks.max="
              + tasks
              + ": slots of lanes append up to "
              + SlotNames.handover("", MOST_EPOCHS).length()
              + " characters to it, and a slot's name has at most 63; choose a shorter name");
    }
    if (valid(AdvancedKeys.HEARTBEAT_INTERVAL) instanceof Long interval && interval == 0) {
      problem(
          AdvancedKeys.HEARTBEAT_INTERVAL,
          "is 0, but with tasks.max="
              + tasks
              + " the lanes' positions must be stored, and heartbeats carry them; set it above 0");
    }
    if (Boolean.TRUE.equals(valid(EventKeys.PROVIDE_TRANSACTION_METADATA))) {
      problem(
          EventKeys.PROVIDE_TRANSACTION_METADATA,
          "is true, but with tasks.max="
              + tasks
              + " no task sees whole transactions; set tasks.max=1, or set this property to false");
    }
    if (valid(ReplicationKeys.LANE_ASSIGNMENTS) instanceof String assignments) {
      try {
        LaneAssignments.check(assignments, tasks);
      } catch (ConfigException e) {
        problem(ReplicationKeys.LANE_ASSIGNMENTS, e.getMessage());
      }
    }
  }

  /** The number of tasks; 1 if it is not a number, which Connect itself reports. */
  private int tasks() {
    String tasks = properties.getOrDefault(TASKS_MAX, "1").trim();
    return tasks.matches("[0-9]{1,9}") ? Integer.parseInt(tasks) : 1;
  }

  private void startPositionHasAUse() {
    if (isSet(ReplicationKeys.START_POSITION)
        && valid(SnapshotKeys.MODE) instanceof String mode
        && SnapshotKeys.MODES.parse(SnapshotKeys.MODE, mode) != SnapshotMode.NO_DATA) {
      problem(
          ReplicationKeys.START_POSITION,
          "is only for snapshot.mode=no_data; with snapshot.mode="
              + mode
              + " the stream starts where the snapshot was taken. Remove the property, or set"
              + " snapshot.mode=no_data");
    }
  }

  private void onePasswordOnly() {
    if (isSet(ConnectionKeys.PASSWORD) && isSet(ConnectionKeys.PASSWORD_FILE)) {
      problem(
          ConnectionKeys.PASSWORD_FILE,
          "cannot be set together with " + ConnectionKeys.PASSWORD + "; keep one of the two");
    }
  }

  private boolean isSet(String key) {
    return !properties.getOrDefault(key, "").isBlank();
  }

  /** The parsed value or the default; null if there is none, or if its validator refuses it. */
  private Object valid(String key) {
    ConfigValue value = values.get(key);
    return value.errorMessages().isEmpty() ? value.value() : null;
  }

  private static boolean matches(String key, Object patterns, Object database) {
    return NamePatterns.parse(key, patterns.toString()).matches(database.toString());
  }

  private void problem(String property, String message) {
    problems.add(Problem.error(property, message));
  }
}
