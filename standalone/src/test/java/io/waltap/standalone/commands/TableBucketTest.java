/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableBucketTest {
  private static final String CHINA =
      "arn:aws-cn:s3tables:cn-north-1:123456789012:bucket/my-tables";

  @Test
  void aBucketInChinaHasItsOwnDomain() {
    assertThat(TableBucket.of(CHINA).orElseThrow().sinkProperties())
        .containsEntry(
            "iceberg.catalog.uri", "https://s3tables.cn-north-1.amazonaws.com.cn/iceberg")
        .containsEntry("iceberg.catalog.warehouse", CHINA);
  }

  @Test
  void anotherArnIsNoTableBucket() {
    assertThat(TableBucket.of("arn:aws:s3:::my-tables")).isEmpty();
    assertThat(TableBucket.of(CHINA + "/table")).isEmpty();
  }

  @Test
  void aNamespaceBeginsAndEndsWithALetterOrADigit() {
    assertThat(TableBucket.allowsNamespace("shop_2")).isTrue();
    assertThat(TableBucket.allowsNamespace("_shop")).isFalse();
    assertThat(TableBucket.allowsNamespace("shop_")).isFalse();
    assertThat(TableBucket.allowsNamespace("Shop")).isFalse();
  }
}
