/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.IdentityHashMap;
import org.apache.kafka.connect.data.Schema;

/**
 * The plans by the identity of their schemas: the connector has one instance for each version of a
 * table, and to compare two schemas means to compare all that is in them. Used by one thread.
 */
final class RecordPlans {
  private final PlanCompiler compiler;
  private final int most;
  private final IdentityHashMap<Schema, RecordPlan> plans = new IdentityHashMap<>();
  private Schema lastSchema;
  private RecordPlan lastPlan;

  /**
   * @param most how many are kept
   */
  RecordPlans(PlanCompiler compiler, int most) {
    this.compiler = compiler;
    this.most = most;
  }

  RecordPlan of(Schema schema) {
    if (schema != lastSchema) {
      lastPlan = find(schema);
      lastSchema = schema;
    }
    return lastPlan;
  }

  private RecordPlan find(Schema schema) {
    RecordPlan known = plans.get(schema);
    if (known != null) {
      return known;
    }
    RecordPlan made = compiler.compile(schema);
    if (plans.size() >= most) {
      // Tables come and go, and a transformation may make a schema for each record. To forget all
      // costs a live schema one compilation; to keep count of which ones are live costs every
      // record.
      plans.clear();
    }
    plans.put(schema, made);
    return made;
  }
}
