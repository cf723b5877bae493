/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds captured tables whose changes could not be told apart, or could not be written. Two tables
 * collide in one of three ways:
 *
 * <ul>
 *   <li>They have one {@code schema.table}, by which positions are stored: {@code "a.b".c} and
 *       {@code a."b.c"}.
 *   <li>They have one topic, since their names lost characters.
 *   <li>Their topics differ in {@code .} and {@code _} only. Kafka refuses to create the second of
 *       them.
 * </ul>
 *
 * <p>A table's topic may collide with a topic of the connector's own in the same ways. Pure; safe
 * for several threads.
 */
public final class TopicCollisions {
  private final TopicNaming topics;

  public TopicCollisions(TopicNaming topics) {
    this.topics = topics;
  }

  /**
   * A table that collides with a table that has the name already, or with a topic of the
   * connector's own.
   *
   * @param table the later of the two
   * @param sharesPosition whether both have one {@code schema.table}. If not, transformations may
   *     give their topics other names
   * @param message names both, and says what to do
   */
  public record Collision(TableId table, boolean sharesPosition, String message) {}

  /**
   * Of tables that are captured together, each that collides with one before it. The order is that
   * of the names, whatever the order of the collection.
   */
  public List<Collision> among(Collection<TableId> tables) {
    return inOrder(List.copyOf(new TreeSet<>(tables)));
  }

  /** The same where the order says which table has a name first. */
  public List<Collision> inOrder(List<TableId> tables) {
    Map<String, Holder> holders = ownTopics();
    List<Collision> collisions = new ArrayList<>();
    for (TableId table : tables) {
      Holder holder = holder(table);
      Optional<Collision> collision = collision(holder, holders);
      if (collision.isPresent()) {
        collisions.add(collision.get());
      } else {
        hold(holder, holders);
      }
    }
    return List.copyOf(collisions);
  }

  /**
   * Whether a table that comes into capture collides with one that is captured already.
   *
   * @param captured the tables that have their names already; the newcomer itself may be among them
   */
  public Optional<Collision> of(TableId newcomer, Collection<TableId> captured) {
    Map<String, Holder> holders = ownTopics();
    for (TableId table : captured) {
      if (!table.equals(newcomer)) {
        hold(holder(table), holders);
      }
    }
    return collision(holder(newcomer), holders);
  }

  /**
   * Who has a name.
   *
   * @param table null for a topic of the connector's own
   * @param description for messages
   */
  private record Holder(TableId table, String description, String topic) {}

  private Map<String, Holder> ownTopics() {
    Map<String, Holder> holders = new HashMap<>();
    own(holders, "the heartbeat topic", topics.heartbeat());
    own(holders, "the transaction topic", topics.transactions());
    own(holders, "the topic of logical decoding messages", topics.messages());
    return holders;
  }

  private static void own(Map<String, Holder> holders, String description, String topic) {
    holders.put(asKafkaCompares(topic), new Holder(null, description, topic));
  }

  private Holder holder(TableId table) {
    String topic = topics.table(table.schema(), table.name());
    return new Holder(table, "table " + quoted(table), topic);
  }

  private Optional<Collision> collision(Holder holder, Map<String, Holder> holders) {
    Holder samePosition = holders.get(position(holder.table()));
    if (samePosition != null) {
      return Optional.of(samePosition(holder, samePosition));
    }
    Holder sameName = holders.get(asKafkaCompares(holder.topic()));
    return sameName == null ? Optional.empty() : Optional.of(sameName(holder, sameName));
  }

  private static void hold(Holder holder, Map<String, Holder> holders) {
    holders.putIfAbsent(position(holder.table()), holder);
    holders.putIfAbsent(asKafkaCompares(holder.topic()), holder);
  }

  /** A stored position, as a name that no topic has: a topic has no slash. */
  private static String position(TableId table) {
    return "/" + table.text();
  }

  private static Collision samePosition(Holder later, Holder first) {
    return new Collision(
        later.table(),
        true,
        "The names of "
            + first.description()
            + " and "
            + later.description()
            + " are both "
            + later.table().text()
            + " without quotes. Their stored positions would be one, and changes would be lost."
            + " Rename one of the tables, or leave one out of the publication.");
  }

  private Collision sameName(Holder later, Holder first) {
    String both = first.description() + " and " + later.description();
    String message =
        first.topic().equals(later.topic())
            ? "The changes of " + both + " would share the topic " + later.topic() + "."
            : "The topics of "
                + both
                + ", "
                + first.topic()
                + " and "
                + later.topic()
                + ", differ in . and _ only, and Kafka refuses the second one.";
    return new Collision(later.table(), false, message + " " + remedy(later, first));
  }

  private String remedy(Holder later, Holder first) {
    String otherwise = "rename one of the tables, or leave one out by table.exclude.list.";
    if (first.table() == null) {
      return "Set topic.delimiter, topic.transaction or topic.heartbeat.prefix to another value, or"
          + " leave the table out by table.exclude.list.";
    }
    boolean lost =
        TopicNaming.losesCharacters(later.table().schema(), later.table().name())
            || TopicNaming.losesCharacters(first.table().schema(), first.table().name());
    if (lost && !topics.escape()) {
      return "Set topic.name.escape=true, " + otherwise;
    }
    return "Set topic.delimiter to another value, " + otherwise;
  }

  /** Kafka refuses a topic whose name is that of another one after this. */
  private static String asKafkaCompares(String topic) {
    return topic.replace('.', '_');
  }

  private static String quoted(TableId table) {
    return quoted(table.schema()) + "." + quoted(table.name());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
