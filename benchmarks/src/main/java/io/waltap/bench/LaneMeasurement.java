/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

/** What Waltap did with so many lanes; the walsenders' costs are those of all of them. */
record LaneMeasurement(int lanes, Measurement measurement) {}
