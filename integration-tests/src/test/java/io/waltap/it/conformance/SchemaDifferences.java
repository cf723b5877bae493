/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.conformance.DatabaseFacts.Column;

/** Schemas that say more than Debezium's, or that say it already in the snapshot. */
final class SchemaDifferences {
  private static final String SOURCE_LENGTH = "__debezium.source.column.length";
  private static final String SOURCE_SCALE = "__debezium.source.column.scale";

  private SchemaDifferences() {}

  /** A generated column. Debezium has it only in the snapshot; neither connector streams it. */
  static boolean generatedColumn(Difference difference, Scene scene) {
    return scene.column(difference).generated()
        && difference.isSnapshot()
        && difference.isInColumn()
        && difference.waltap().isMissingNode();
  }

  /**
   * A default that Debezium invents for a keyword like {@code CURRENT_DATE}: zero, or the keyword
   * itself.
   */
  static boolean defaultOfKeyword(Difference difference, Scene scene) {
    Column column = scene.column(difference);
    JsonNode theirs = difference.debezium();
    return difference.isInColumn("@default")
        && column.keywordDefault()
        && !column.notNull()
        && difference.waltap().isMissingNode()
        && theirs.isValueNode()
        && (theirs.asText().equals("0") || column.defaultExpression().contains(theirs.asText()));
  }

  /** A comment that the column has or had. */
  static boolean comment(Difference difference, Scene scene) {
    return difference.isInColumn("@doc")
        && scene.scenario().has("include.schema.comments", "true")
        && difference.debezium().isMissingNode()
        && difference.waltap().isTextual()
        && scene.history().upTo(difference.lsn()).stream()
            .map(facts -> facts.table(difference.table()).column(difference.column()).comment())
            .anyMatch(difference.waltap().asText()::equals);
  }

  /**
   * Length and scale of a numeric without precision. Debezium's differ between snapshot and stream.
   */
  static boolean propagatedNumeric(Difference difference, Scene scene) {
    if (!scene.type(difference).equals("numeric") || !difference.waltap().asText().equals("0")) {
      return false;
    }
    return difference.isSnapshot()
        ? difference.isInColumn("@parameters", SOURCE_SCALE)
            && difference.debezium().isMissingNode()
        : difference.isInColumn("@parameters", SOURCE_LENGTH)
            && difference.debezium().asText().equals("131089");
  }
}
