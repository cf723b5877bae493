/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class SharedHeadersTest {
  private static final List<Header> CONTEXT = context();

  private static final Map<String, Consumer<Headers>> CHANGES =
      Map.of(
          "add a string", headers -> headers.addString("d", "4"),
          "add a value", headers -> headers.add("d", 4, Schema.INT32_SCHEMA),
          "remove", headers -> headers.remove("a"),
          "clear", headers -> headers.clear(),
          "retain the latest", headers -> headers.retainLatest(),
          "retain the latest of one key", headers -> headers.retainLatest("a"),
          "rename", headers -> headers.apply(header -> header.rename("x" + header.key())),
          "rename one", headers -> headers.apply("b", header -> header.rename("x")),
          "remove while iterating", SharedHeadersTest::removeWhileIterating);

  @Test
  void areReadAsConnectsOwn() {
    SharedHeaders headers = new SharedHeaders(CONTEXT);

    assertThat(headers.size()).isEqualTo(3);
    assertThat(headers).containsExactlyElementsOf(CONTEXT);
    assertThat((Object) headers).isEqualTo(plain()).hasSameHashCodeAs(plain());
    assertThat(headers.isEmpty()).isFalse();
    assertThat(new SharedHeaders(CONTEXT)).hasToString(plain().toString());
    assertThat(new SharedHeaders(CONTEXT).lastWithName("a").value()).isEqualTo("3");
    assertThat(new SharedHeaders(CONTEXT).allWithName("a")).toIterable().hasSize(2);
  }

  @Test
  void aChangeShowsInTheseHeadersAndInNoOthers() {
    CHANGES.forEach(
        (name, change) -> {
          ConnectHeaders expected = plain();
          change.accept(expected);
          SharedHeaders changed = new SharedHeaders(CONTEXT);
          SharedHeaders others = new SharedHeaders(CONTEXT);

          change.accept(changed);

          assertThat(changed).as(name).containsExactlyElementsOf(expected);
          assertThat(changed.size()).as(name).isEqualTo(expected.size());
          assertThat(others).as(name).containsExactlyElementsOf(context());
        });
  }

  @Test
  void aDuplicateGoesItsOwnWay() {
    SharedHeaders original = new SharedHeaders(CONTEXT);
    ConnectHeaders early = original.duplicate();
    original.remove("a");
    ConnectHeaders late = original.duplicate();
    early.clear();

    assertThat(early).isEmpty();
    assertThat(original).hasSize(1);
    assertThat(late).hasSize(1);
  }

  @Test
  void aCopyMadeByConnectsConstructorIsWhole() {
    assertThat(new ConnectHeaders(new SharedHeaders(CONTEXT))).containsExactlyElementsOf(CONTEXT);
  }

  @Test
  void aTransformationsNewRecordHasHeadersOfItsOwn() {
    CapturedRecord captured =
        new CapturedRecord(
            Map.of(), Map.of(), "t", null, null, null, null, null, new SharedHeaders(CONTEXT));

    SourceRecord transformed = captured.newRecord("other", null, null, null, null, null, null);
    captured.headers().clear();

    assertThat(transformed.headers()).containsExactlyElementsOf(CONTEXT);
    assertThat(captured.headers()).isEmpty();
  }

  private static void removeWhileIterating(Headers headers) {
    for (Iterator<Header> iterator = headers.iterator(); iterator.hasNext(); ) {
      if (iterator.next().key().equals("a")) {
        iterator.remove();
      }
    }
  }

  private static List<Header> context() {
    List<Header> headers = new ArrayList<>();
    plain().forEach(headers::add);
    return List.copyOf(headers);
  }

  private static ConnectHeaders plain() {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString("a", "1").addString("b", "2").addString("a", "3");
    return headers;
  }
}
