/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command {@code ./waltap soak}: random faults against real servers, and a ledger of every row
 * version. {@link io.waltap.bench.soak.Soak} starts it. {@code FaultSchedule}, {@code Histories}
 * and {@code Verdict} are pure; the other classes run servers, write, read, and do harm.
 */
package io.waltap.bench.soak;
