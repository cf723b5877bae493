/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Kafka's JsonConverter, faster: the same bytes, written by a plan that is made once for each
 * schema. It knows nothing of PostgreSQL. It may use {@code convert}.
 */
package io.waltap.connect.json;
