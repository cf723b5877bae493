/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The way from Kafka into Iceberg, for {@code demo}, {@code commands} and tests: the sink's
 * properties, how far the sink has come, and where its plugin is installed.
 */
package io.waltap.standalone.landing;
