/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierMirrorsTest {
  @TempDir Path broker;

  @Test
  void whatWasThereFirstStaysInTheFile() throws IOException {
    EarlierMirrors earlier = new EarlierMirrors(broker);
    assertThat(earlier.read()).isEmpty();

    Map<String, String> first = Map.of("waltap.public.a", "1f-2", "waltap.public.b", "3c-4");
    earlier.writeOnce(first);
    earlier.writeOnce(Map.of("waltap.public.a", "later"));

    assertThat(new EarlierMirrors(broker).read()).contains(first);
  }

  // Guards against: a broker that counts as new at each start, because there was nothing to write.
  @Test
  void aBrokerWithoutEarlierMirrorsIsKnownToo() throws IOException {
    EarlierMirrors earlier = new EarlierMirrors(broker);
    earlier.writeOnce(Map.of());

    assertThat(earlier.read()).contains(Map.of());
  }
}
