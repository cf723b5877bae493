/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

/**
 * A plan does not cover a schema or a value, so Kafka's converter has to write it. For some schemas
 * this happens with each record, so the exception has no stack trace.
 */
final class UnwritableException extends RuntimeException {
  UnwritableException(String what) {
    super(what, null, false, false);
  }
}
