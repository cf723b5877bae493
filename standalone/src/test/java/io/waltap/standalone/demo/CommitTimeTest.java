/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommitTimeTest {
  private static final String SCHEMA =
      """
      {"type":"struct","fields":[\
      {"type":"struct","fields":[\
      {"type":"int32","optional":false,"default":0,"field":"id"},\
      {"type":"string","optional":true,"field":"note"},\
      {"type":"int64","optional":true,"field":"ts_ms"}],\
      "optional":true,"name":"demo.public.orders.Value","field":"before"},\
      {"type":"struct","fields":[\
      {"type":"int32","optional":false,"default":0,"field":"id"},\
      {"type":"string","optional":true,"field":"note"},\
      {"type":"int64","optional":true,"field":"ts_ms"}],\
      "optional":true,"name":"demo.public.orders.Value","field":"after"},\
      {"type":"struct","fields":[\
      {"type":"string","optional":false,"field":"version"},\
      {"type":"string","optional":false,"field":"connector"},\
      {"type":"string","optional":false,"field":"name"},\
      {"type":"int64","optional":false,"field":"ts_ms"},\
      {"type":"string","optional":true,"name":"io.debezium.data.Enum","version":1,\
      "parameters":{"allowed":"true,first,last,false,incremental"},"default":"false",\
      "field":"snapshot"},\
      {"type":"int64","optional":true,"field":"ts_us"}],"optional":false,\
      "name":"io.debezium.connector.postgresql.Source","version":1,"field":"source"},\
      {"type":"string","optional":false,"field":"op"},\
      {"type":"int64","optional":true,"field":"ts_ms"}],\
      "optional":false,"name":"demo.public.orders.Envelope","version":2}""";

  private static final String SOURCE =
      """
      {"version":"0.1.0","connector":"postgresql","name":"demo","ts_ms":1764499200123,\
      "snapshot":null,"db":"shop","sequence":"[\\"24023128\\",\\"24023128\\"]",\
      "ts_us":1764499200123456,"ts_ns":1764499200123456000,"schema":"public","table":"orders",\
      "txId":771,"lsn":24023128,"xmin":null,"origin":null,"origin_lsn":null}""";

  @Test
  void theTimeIsThatOfTheSourceAndNotOfThePayload() {
    assertThat(millis(change("null", "{\"id\":1,\"note\":\"paid\"}", SOURCE)))
        .isEqualTo(1_764_499_200_123L);
  }

  // Guards against: a search for the text of a name, which finds it in the schema or in a row.
  @Test
  void columnsAndTextsWithTheSameNamesAreNotMistakenForIt() {
    String row =
        """
        {"id":1,"note":"\\"payload\\":{\\"source\\":{\\"ts_ms\\":1}} 陳","ts_ms":2,\
        "source":{"ts_ms":3},"payload":[{"ts_ms":4}]}""";

    assertThat(millis(change(row, row, SOURCE))).isEqualTo(1_764_499_200_123L);
    assertThat(millis(change(row, "null", SOURCE))).isEqualTo(1_764_499_200_123L);
  }

  @Test
  void aPayloadWithoutTheTimeOfItsSourceIsAnError() {
    assertMissing(change("null", "{\"id\":1}", "null"));
    assertMissing(change("null", "{\"id\":1}", "{\"version\":\"0.1.0\"}"));
    assertMissing("{\"schema\":null,\"payload\":null}");
    assertMissing("[]");
  }

  // Guards against: an error that shows the values of a row in the log.
  @Test
  void anErrorShowsNothingOfTheRecord() {
    String secret = "{\"schema\":null,\"payload\":{\"before\":\"secret\" \"after\":1}}";

    assertThatThrownBy(() -> millis(secret))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret")
        .rootCause()
        .hasMessageNotContaining("secret");
  }

  private static void assertMissing(String json) {
    assertThatThrownBy(() -> millis(json))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("payload.source.ts_ms");
  }

  private static String change(String before, String after, String source) {
    return "{\"schema\":"
        + SCHEMA
        + ",\"payload\":{\"before\":"
        + before
        + ",\"after\":"
        + after
        + ",\"source\":"
        + source
        + ",\"transaction\":null,\"op\":\"u\",\"ts_ms\":1764499200199,\"ts_us\":1764499200199001}}";
  }

  private static long millis(String json) {
    return CommitTime.millis(json.getBytes(StandardCharsets.UTF_8));
  }
}
