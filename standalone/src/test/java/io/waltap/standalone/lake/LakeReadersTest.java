/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LakeReadersTest {
  // Guards against: a run that waits for its catalog and opens all jars of Iceberg again with each
  // try, until it has no more files to open.
  @Test
  void theJarsOfAFailedTryAreClosed() throws IOException {
    try (WatchedLoader loader = new WatchedLoader()) {
      assertThatThrownBy(() -> open(loader, "Refusing", Refusing.class))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the Iceberg catalog cannot be opened: no answer");
      assertThat(loader.closed).isTrue();
    }
  }

  @Test
  void soAreThoseOfATryWithoutTheClass() throws IOException {
    try (WatchedLoader loader = new WatchedLoader()) {
      assertThatThrownBy(() -> open(loader, "Missing", Refusing.class))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot load");
      assertThat(loader.closed).isTrue();
    }
  }

  @Test
  void anOpenCatalogKeepsItsJars() throws IOException {
    try (WatchedLoader loader = new WatchedLoader()) {
      assertThat(open(loader, "Answering", Answering.class).properties).containsKey("type");
      assertThat(loader.closed).isFalse();
    }
  }

  private static <T> T open(URLClassLoader loader, String name, Class<T> type) {
    return LakeReaders.open(loader, "LakeReadersTest$" + name, type, Map.of("type", "rest"));
  }

  /** A catalog that cannot be opened. */
  static final class Refusing {
    public Refusing(Map<String, String> properties) {
      throw new IllegalArgumentException(properties.isEmpty() ? "no properties" : "no answer");
    }
  }

  /** A catalog that can be opened. */
  static final class Answering {
    private final Map<String, String> properties;

    public Answering(Map<String, String> properties) {
      this.properties = Map.copyOf(properties);
    }
  }

  private static final class WatchedLoader extends URLClassLoader {
    private boolean closed;

    WatchedLoader() {
      super(new URL[0], LakeReadersTest.class.getClassLoader());
    }

    @Override
    public void close() throws IOException {
      closed = true;
      super.close();
    }
  }
}
