/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Problem;
import io.waltap.connect.config.Problem.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What is to be said of a publication and of the tables that it has or lacks. The validation and
 * the start of a task say the same.
 */
public final class PublicationProblems {

  private static final String NAME = "publication.name";
  private static final String TABLES = "table.include.list";
  private static final String WITHOUT_IDENTITY = "publication.tables.without.identity";

  private static final String REASON =
      " Their replica identity is missing (no primary key, or REPLICA IDENTITY NOTHING), or has a"
          + " virtual generated column. PostgreSQL refuses the application's UPDATE and DELETE on"
          + " such a table once it is published. Give the tables a primary key or REPLICA IDENTITY"
          + " FULL, or set publication.tables.without.identity=publish.";

  private PublicationProblems() {}

  /** The tables that are not published because of their identity. */
  public static Optional<Problem> leftOut(PublicationPlan plan) {
    if (plan.leftOut().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            WITHOUT_IDENTITY,
            Severity.WARNING,
            "These tables are left out of the publication, and their changes are not captured: "
                + PublishableTable.listing(plan.leftOut())
                + "."
                + REASON,
            PublishableTable.remedies(plan.causes())));
  }

  /**
   * Why no publication FOR ALL TABLES is created.
   *
   * @param plan of all tables of the database
   */
  public static Optional<Problem> notForAllTables(PublicationPlan plan, ConnectorConfig config) {
    if (plan.leftOut().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            NAME,
            Severity.ERROR,
            "Publication \""
                + config.replication().publicationName()
                + "\" does not exist, and is not created FOR ALL TABLES because of these tables: "
                + PublishableTable.listing(plan.causes())
                + "."
                + REASON
                + " Or set publication.autocreate.mode=filtered, which leaves them out.",
            PublishableTable.remedies(plan.causes())));
  }

  /** The publication has the mark of another connector. */
  public static Problem ofAnother(PublicationState publication, ConnectorConfig config) {
    return new Problem(
        NAME,
        Severity.ERROR,
        "Publication \""
            + publication.name()
            + "\" belongs to another connector, or to another slot of this connector: its comment"
            + " is \""
            + publication.comment()
            + "\". With publication.autocreate.mode=filtered each connector needs a publication of"
            + " its own, because each would take out the other's tables. Set another"
            + " publication.name, or publication.autocreate.mode=disabled to read it as it is. If"
            + " the other connector no longer uses it, hand it over by the statement.",
        PublicationMark.statement(config));
  }

  /**
   * Included tables that a publication lacks, which is not the connector's own.
   *
   * @param lacking the tables
   */
  public static Problem lacking(
      PublicationState publication, List<PublishableTable> lacking, ConnectorConfig config) {
    return new Problem(
        TABLES,
        Severity.ERROR,
        "Publication \""
            + publication.name()
            + "\" lacks tables that table.include.list includes: "
            + PublishableTable.listing(lacking)
            + ". The connector has not created this publication, so it reads it as it is, although"
            + " publication.autocreate.mode is filtered. Let the publication's owner add the tables"
            + " by the statement. Or hand the publication over to the connector, which then adds"
            + " and drops tables itself: "
            + PublicationMark.statement(config)
            + " Or set publication.autocreate.mode=disabled.",
        addition(publication, lacking));
  }

  /** The statements by which a publication's owner adds tables to it, in one line. */
  public static String addition(PublicationState publication, List<PublishableTable> tables) {
    String alter = "ALTER PUBLICATION " + Identifiers.quote(publication.name());
    boolean needsOption =
        !publication.storedColumns()
            && tables.stream().anyMatch(table -> table.identity() == IdentityState.STORED);
    return (needsOption ? alter + " SET (publish_generated_columns = stored); " : "")
        + alter
        + " ADD TABLE "
        + PublishableTable.names(tables)
        + ";";
  }
}
