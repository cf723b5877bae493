/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.HashMap;
import java.util.Map;

/** Environment variables of a run. */
final class RunVariables {
  static final String BUCKET = "arn:aws:s3tables:eu-central-1:123456789012:bucket/my-tables";

  private RunVariables() {}

  /** The least that a run into a table bucket needs; a test may change it. */
  static Map<String, String> complete() {
    Map<String, String> environment = new HashMap<>();
    environment.put("POSTGRES_HOST", "db.example.org");
    environment.put("POSTGRES_DB", "shop");
    environment.put("POSTGRES_USER", "cdc");
    environment.put("POSTGRES_PASSWORD", "hush");
    environment.put("S3_TABLE_BUCKET_ARN", BUCKET);
    environment.put("PATH", "/bin");
    return environment;
  }

  /** The same with a REST catalog instead. */
  static Map<String, String> rest() {
    Map<String, String> environment = complete();
    environment.remove("S3_TABLE_BUCKET_ARN");
    environment.put("ICEBERG_CATALOG_TYPE", "rest");
    return environment;
  }
}
