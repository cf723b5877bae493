/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The topics that Connect creates with log compaction, as {@code topic.creation.*} says. A
 * compacted topic takes no record without a key. These are properties of Connect, which also checks
 * them; what is wrong with them is ignored here.
 */
public final class TopicCreation {
  private static final String PREFIX = "topic.creation.";
  private static final String GROUPS = PREFIX + "groups";
  private static final String DEFAULT_GROUP = "default";

  private final List<Group> groups;

  private TopicCreation(List<Group> groups) {
    this.groups = List.copyOf(groups);
  }

  static TopicCreation of(Map<String, String> properties) {
    List<Group> groups = new ArrayList<>();
    for (String name : NamePatterns.split(properties.get(GROUPS), ',')) {
      if (!name.equals(DEFAULT_GROUP)) {
        groups.add(
            new Group(
                policyKey(name),
                compacts(properties, name),
                pattern(properties.get(PREFIX + name + ".include")),
                pattern(properties.get(PREFIX + name + ".exclude"))));
      }
    }
    groups.add(
        new Group(
            policyKey(DEFAULT_GROUP),
            compacts(properties, DEFAULT_GROUP),
            Pattern.compile(".*"),
            null));
    return new TopicCreation(groups);
  }

  /** Whether any group of topics is compacted. */
  public boolean compactsAny() {
    return groups.stream().anyMatch(Group::compacted);
  }

  /** The property by which Connect would create the topic with compaction, or null. */
  public String compacting(String topic) {
    for (Group group : groups) {
      if (group.takes(topic)) {
        return group.compacted() ? group.key() : null;
      }
    }
    return null;
  }

  private static String policyKey(String group) {
    return PREFIX + group + ".cleanup.policy";
  }

  private static boolean compacts(Map<String, String> properties, String group) {
    return NamePatterns.split(properties.get(policyKey(group)), ',').contains("compact");
  }

  /** A list of regular expressions, of which one must match the whole name; null if unusable. */
  private static Pattern pattern(String list) {
    List<String> regexes = NamePatterns.split(list, ',');
    try {
      return regexes.isEmpty() ? null : Pattern.compile(String.join("|", regexes));
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  /**
   * Topics that are created in the same way.
   *
   * @param key the property that has the group's policy
   * @param include null: no topic
   * @param exclude null: no topic
   */
  private record Group(String key, boolean compacted, Pattern include, Pattern exclude) {
    boolean takes(String topic) {
      return include != null
          && include.matcher(topic).matches()
          && (exclude == null || !exclude.matcher(topic).matches());
    }
  }
}
