/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Where a connector runs: on one worker, or on a group of which any will do.
 *
 * @param rest of a worker that lives
 * @param alive whether there is one
 */
record ConnectAccess(KafkaServer kafka, Supplier<Rest> rest, BooleanSupplier alive) {}
