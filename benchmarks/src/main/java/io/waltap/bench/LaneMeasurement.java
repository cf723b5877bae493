/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

/** What Waltap did with this number of lanes. The walsender costs are the sum of all lanes. */
record LaneMeasurement(int lanes, Measurement measurement) {}
