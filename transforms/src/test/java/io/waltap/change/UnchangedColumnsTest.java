/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.junit.jupiter.api.Test;

class UnchangedColumnsTest {
  private static final Schema NAMES = SchemaBuilder.array(Schema.STRING_SCHEMA).build();

  private final UnchangedColumns unchanged = new UnchangedColumns(UnchangedColumns.HEADER);

  // Guards against: stand-ins taken for values, since a header converter has changed the header.
  @Test
  void namesAreReadInEachFormThatAConverterGivesThem() {
    List<Headers> forms =
        List.of(
            headers().addList("__waltap.unavailable", List.of("doc", "tags"), NAMES),
            header("doc,tags"),
            header(" doc , tags "),
            header("[doc, tags]"),
            header("[\"doc\",\"tags\"]"),
            headers()
                .addBytes(
                    "__waltap.unavailable", "[\"doc\",\"tags\"]".getBytes(StandardCharsets.UTF_8)));

    assertThat(forms)
        .allSatisfy(
            headers -> {
              assertThat(unchanged.ofRow(headers)).containsExactly("doc", "tags");
              assertThat(unchanged.ofRowBefore(headers)).isNull();
            });
  }

  @Test
  void theRowBeforeHasAHeaderOfItsOwn() {
    Headers headers = header("doc").addString("__waltap.unavailable.before", "name");

    assertThat(unchanged.ofRow(headers)).containsExactly("doc");
    assertThat(unchanged.ofRowBefore(headers)).containsExactly("name");
  }

  @Test
  void theHeaderMayHaveAnotherName() {
    UnchangedColumns other = new UnchangedColumns("missing");
    Headers headers = header("doc").addString("missing", "a").addString("missing.before", "b");

    assertThat(other.ofRow(headers)).containsExactly("a");
    assertThat(other.ofRowBefore(headers)).containsExactly("b");
  }

  @Test
  void theLastHeaderCounts() {
    assertThat(unchanged.ofRow(header("doc").addString("__waltap.unavailable", "tags")))
        .containsExactly("tags");
  }

  @Test
  void nothingNamedIsNull() {
    assertThat(unchanged.ofRow(headers())).isNull();
    assertThat(unchanged.ofRow(headers().addString("other", "doc"))).isNull();
    assertThat(unchanged.ofRow(header(""))).isNull();
    assertThat(unchanged.ofRow(header("[]"))).isNull();
    assertThat(unchanged.ofRow(headers().addList("__waltap.unavailable", List.of(), NAMES)))
        .isNull();
    assertThat(unchanged.ofRow(headers().add("__waltap.unavailable", null, null))).isNull();
  }

  private static Headers headers() {
    return new ConnectHeaders();
  }

  private static Headers header(String text) {
    return headers().addString("__waltap.unavailable", text);
  }
}
