/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The place where a connector runs: one worker, or any worker of a group.
 *
 * @param rest of a live worker
 * @param alive whether there is a live worker
 */
record ConnectAccess(KafkaServer kafka, Supplier<Rest> rest, BooleanSupplier alive) {}
