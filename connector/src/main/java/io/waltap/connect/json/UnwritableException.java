/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

/**
 * A plan does not cover a schema or a value, so Kafka's converter is to have it. Thrown for each
 * record of some schemas, hence without a stack trace.
 */
final class UnwritableException extends RuntimeException {
  UnwritableException(String what) {
    super(what, null, false, false);
  }
}
