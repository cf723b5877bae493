/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Real servers on 127.0.0.1, for {@code ./waltap}, the integration tests and the benchmarks:
 * PostgreSQL, a Kafka broker and a Connect worker, with a client of the worker's REST API. This
 * package knows nothing of the rest of Waltap, except the name of Waltap's JSON converter.
 */
package io.waltap.embedded;
