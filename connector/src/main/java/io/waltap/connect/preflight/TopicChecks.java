/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.schema.TopicCollisions;
import io.waltap.connect.schema.TopicCollisions.Collision;
import io.waltap.connect.schema.TopicNaming;
import java.util.Collection;

/** Checks whether each captured table has a topic and a stored position of its own. */
final class TopicChecks {

  private final ConnectorConfig config;
  private final Findings findings;

  TopicChecks(ConnectorConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  /** With transformations, which may rename topics, two tables with one topic are a warning. */
  void ownNames(Collection<TableId> tables) {
    TopicCollisions collisions = new TopicCollisions(TopicNaming.of(config.topics()));
    for (Collision collision : collisions.among(tables)) {
      if (collision.sharesPosition() || !config.hasTransformations()) {
        findings.error(Findings.TABLES, collision.message(), "");
      } else {
        findings.warning(
            Findings.TABLES,
            collision.message() + " If the transformations rename one of the topics, all is well.",
            "");
      }
    }
  }
}
