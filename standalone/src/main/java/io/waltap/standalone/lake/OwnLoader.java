/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Catalog;

/** Iceberg and Hadoop find classes through the thread's context class loader. */
final class OwnLoader {
  private OwnLoader() {}

  /** Calls Iceberg with the class loader that has it. */
  static <T> T call(Supplier<T> body) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(OwnLoader.class.getClassLoader());
    try {
      return body.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  static void close(Catalog catalog) {
    if (catalog instanceof Closeable closeable) {
      call(
          () -> {
            try {
              closeable.close();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return true;
          });
    }
  }
}
