/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The way from Kafka into Iceberg, for {@code demo}, {@code commands} and tests: the sinks'
 * properties, how far they have come, and where their plugin is installed.
 */
package io.waltap.standalone.landing;
