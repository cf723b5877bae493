/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.IdentityHashMap;
import org.apache.kafka.connect.data.Schema;

/**
 * Keeps the plans by the identity of their schemas. The connector has one schema instance for each
 * version of a table. Comparing two schemas would mean comparing everything in them. Used by one
 * thread at a time.
 */
final class RecordPlans {
  private final PlanCompiler compiler;
  private final int most;
  private final IdentityHashMap<Schema, RecordPlan> plans = new IdentityHashMap<>();
  private Schema lastSchema;
  private RecordPlan lastPlan;

  /**
   * @param most how many plans are kept
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
      // Tables come and go, and a transformation may make a schema for each record. Forgetting all
      // plans costs one compilation for each schema in use. Counting the uses of each plan would
      // cost time for every record.
      plans.clear();
    }
    plans.put(schema, made);
    return made;
  }
}
