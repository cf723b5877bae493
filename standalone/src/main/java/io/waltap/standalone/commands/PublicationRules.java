/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code run} asks of a publication beyond the connector's validation, which is compatible
 * with Debezium's. A publication that exists is used as it is, one that is made has exactly the
 * tables that are named, and all tables take an explicit word. Pure.
 */
final class PublicationRules {
  /** How many tables a message names. */
  private static final int NAMED = 20;

  private static final String TABLES = "table.include.list";

  private PublicationRules() {}

  /**
   * @param list the variable or the property that includes tables; empty if none does. Then the
   *     tables of the publication are captured
   */
  static List<Finding> findings(RunPlan.Publication publication, String list) {
    List<Finding> findings = new ArrayList<>();
    if (wouldTakeAllTables(publication, list)) {
      findings.add(publication.exists() ? grown(publication) : allTables(publication));
    }
    if (!list.isEmpty() && !publication.lacking().tables().isEmpty()) {
      findings.add(lacking(publication, list));
    }
    if (!list.isEmpty() && !publication.hidden().isEmpty()) {
      findings.add(hidden(publication, list));
    }
    if (!list.isEmpty() && !publication.underRoots().isEmpty()) {
      findings.add(underRoots(publication, list));
    }
    return findings;
  }

  /** Whether a publication would be made or altered to have all tables, and nobody has said so. */
  static boolean wouldTakeAllTables(RunPlan.Publication publication, String list) {
    boolean changes = publication.own() && !publication.statements().isEmpty();
    return publication.filtered() && list.isEmpty() && (changes || !publication.exists());
  }

  private static Finding allTables(RunPlan.Publication publication) {
    String statement =
        publication.statements().isEmpty()
            ? "CREATE PUBLICATION " + quoted(publication.name()) + " FOR TABLE schema.table;"
            : publication.statements().get(0);
    return new Finding(
        true,
        TABLES,
        "Publication \""
            + publication.name()
            + "\" does not exist, and no table is named. There are three ways. Create the"
            + " publication yourself by the statement, with the tables that you want. Or name the"
            + " tables in TABLE_INCLUDE_LIST: Waltap then makes a publication of exactly these"
            + " tables. Or set PUBLICATION_AUTOCREATE_MODE=all_tables, which is the explicit word"
            + " for all tables.",
        statement);
  }

  private static Finding grown(RunPlan.Publication publication) {
    return new Finding(
        true,
        TABLES,
        "Publication \""
            + publication.name()
            + "\" is Waltap's own, and no table is named any more. So it would be altered to have"
            + " every table that is not excluded. Name the tables in TABLE_INCLUDE_LIST, or set"
            + " PUBLICATION_AUTOCREATE_MODE=disabled, which leaves the publication as it is."
            + " TABLE_INCLUDE_LIST=.* is the explicit word for all tables here.",
        "");
  }

  private static Finding lacking(RunPlan.Publication publication, String list) {
    RunPlan.Lacking lacking = publication.lacking();
    String refused =
        lacking.withoutIdentity().isEmpty()
            ? ""
            : " These need a replica identity first, because PostgreSQL refuses the application's"
                + " UPDATE and DELETE on a published table without one: "
                + listing(lacking.withoutIdentity())
                + ".";
    return new Finding(
        true,
        TABLES,
        "Publication \""
            + publication.name()
            + "\" is used as it is, because "
            + (publication.own()
                ? "PUBLICATION_AUTOCREATE_MODE is not filtered"
                : "it has no mark of this connector and slot")
            + ". It does not have these tables, which "
            + list
            + " includes: "
            + listing(lacking.tables())
            + ". Let the publication's owner add the tables by the statement, or take them out of "
            + list
            + "."
            + refused,
        lacking.addition());
  }

  private static Finding hidden(RunPlan.Publication publication, String list) {
    return new Finding(
        false,
        TABLES,
        "Nothing of these partitioned tables is captured: "
            + listing(publication.hidden())
            + ". Their changes come under the names of their partitions, and "
            + list
            + " includes none of the partitions. Include them, or let the publication have"
            + " publish_via_partition_root = true. source.publish.via.partition.root=true gives a"
            + " new publication of Waltap this option.",
        "");
  }

  private static Finding underRoots(RunPlan.Publication publication, String list) {
    return new Finding(
        false,
        TABLES,
        "Nothing of these partitions is captured: "
            + listing(
                publication.underRoots().stream()
                    .map(each -> each.partition() + " (under " + each.root() + ")")
                    .toList())
            + ". Their changes come under the root table, since the publication has"
            + " publish_via_partition_root, and "
            + list
            + " does not include that table. Include the root table, or take the partitions out of "
            + list
            + ".",
        "");
  }

  private static String listing(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
