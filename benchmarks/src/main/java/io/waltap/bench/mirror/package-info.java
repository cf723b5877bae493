/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What runs in the processes of the mirror part: {@link io.waltap.bench.mirror.ChangesRun} applies
 * changes to a table, and {@link io.waltap.bench.mirror.TableRun} reads it. They have the jars of
 * the sinks' plugin directory on their class path. {@code GeneratedTopic}, {@code GeneratedRow},
 * {@code ExpectedState}, {@code LagWatch} and {@code LoadRate} are pure.
 */
package io.waltap.bench.mirror;
