/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket of Amazon S3 Tables, as an Iceberg catalog behind the REST endpoint of S3 Tables.
 *
 * @param arn its name
 * @param partition of AWS, for example aws-cn
 * @param region of AWS
 */
record TableBucket(String arn, String partition, String region) {
  private static final Pattern ARN =
      Pattern.compile("arn:(aws[a-z-]*):s3tables:([a-z0-9-]+):\\d{12}:bucket/[a-z0-9-]{3,63}");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9_]*[a-z0-9])?");

  /** Empty if the text is not an ARN of a table bucket. */
  static Optional<TableBucket> of(String arn) {
    Matcher parts = ARN.matcher(arn);
    return parts.matches()
        ? Optional.of(new TableBucket(arn, parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /** Whether S3 Tables accepts a namespace of that name. */
  static boolean allowsNamespace(String name) {
    return NAMESPACE.matcher(name).matches();
  }

  /** The sink's properties for this catalog. */
  Map<String, String> sinkProperties() {
    String domain = partition.equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
    Map<String, String> sink = new LinkedHashMap<>();
    sink.put("iceberg.catalog.type", "rest");
    sink.put("iceberg.catalog.uri", "https://s3tables." + region + "." + domain + "/iceberg");
    sink.put("iceberg.catalog.warehouse", arn);
    sink.put("iceberg.catalog.rest.sigv4-enabled", "true");
    sink.put("iceberg.catalog.rest.signing-name", "s3tables");
    sink.put("iceberg.catalog.rest.signing-region", region);
    sink.put("iceberg.catalog.io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    sink.put("iceberg.catalog.client.region", region);
    // S3 Tables removes files itself and refuses a client that deletes them.
    sink.put("iceberg.catalog.s3.delete-enabled", "false");
    sink.put("iceberg.catalog.rest-metrics-reporting-enabled", "false");
    return sink;
  }
}
