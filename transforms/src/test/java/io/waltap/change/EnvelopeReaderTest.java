/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class EnvelopeReaderTest {
  private static final Struct OLD = Envelopes.row(1, "old");
  private static final Struct NEW = Envelopes.row(1, "new");

  private final EnvelopeReader reader = new EnvelopeReader(Envelopes.ENVELOPE);

  @Test
  void anEnvelopeIsKnownByItsNameAndItsShape() {
    assertThat(EnvelopeReader.isEnvelope(Envelopes.ENVELOPE)).isTrue();
    assertThat(EnvelopeReader.isEnvelope(envelope(null, Envelopes.TABLE, Envelopes.TABLE)))
        .isTrue();
    assertThat(EnvelopeReader.isEnvelope(envelope("Envelope", Envelopes.TABLE, Envelopes.TABLE)))
        .isTrue();
    assertThat(EnvelopeReader.isEnvelope(envelope("an.Event", Envelopes.TABLE, Envelopes.TABLE)))
        .isFalse();
    assertThat(
            EnvelopeReader.isEnvelope(
                envelope("an.Envelope", Schema.OPTIONAL_STRING_SCHEMA, Envelopes.TABLE)))
        .isFalse();
    assertThat(EnvelopeReader.isEnvelope(Envelopes.TABLE)).isFalse();
  }

  @Test
  void theLetterSaysWhatHappened() {
    assertThat(List.of("r", "c", "u", "d", "t"))
        .extracting(letter -> reader.change(Envelopes.change(letter, null, null)))
        .containsExactly(Change.values());
    assertThat(reader.change(Envelopes.change("m", null, null))).isNull();
  }

  @Test
  void anEnvelopeHasTwoRowsAndASource() {
    Struct update = Envelopes.change("u", OLD, NEW);

    assertThat(reader.before(update)).isSameAs(OLD);
    assertThat(reader.after(update)).isSameAs(NEW);
    assertThat(reader.sourceFields().lsn(reader.source(update))).isEqualTo(620L);
    assertThat(reader.sourceFields().txid(reader.source(update))).isEqualTo(77L);
    assertThat(reader.before(Envelopes.change("c", null, NEW))).isNull();
    assertThat(reader.after(Envelopes.change("d", OLD, null))).isNull();
  }

  @Test
  void columnsHaveTheOrderOfTheRowAfter() {
    assertThat(reader.columns())
        .containsExactly("id", "name", "amount", "weight", "at", "tags", "doc");
    assertThat(reader.indexOf("name")).isEqualTo(1);
    assertThat(reader.indexOf("none")).isEqualTo(-1);
    assertThat(reader.imageBefore().value(OLD, 1)).isEqualTo("old");
    assertThat(reader.imageAfter().value(NEW, 1)).isEqualTo("new");
  }

  @Test
  void noDefaultReplacesANull() {
    Struct row = Envelopes.row(1, null);

    assertThat(row.get("name")).isEqualTo("anon");
    assertThat(reader.imageBefore().value(row, 1)).isNull();
    assertThat(reader.imageAfter().value(row, 1)).isNull();
    assertThat(reader.imageAfter().schema(1)).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(reader.imageAfter().schema(0)).isEqualTo(Schema.OPTIONAL_INT32_SCHEMA);
  }

  // Guards against: a value of another column, where the two rows have different schemas.
  @Test
  void anIndexMeansTheSameColumnInBothRows() {
    Schema before =
        SchemaBuilder.struct()
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("id", Schema.OPTIONAL_INT32_SCHEMA)
            .optional()
            .build();
    Schema after =
        SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("added", Schema.OPTIONAL_STRING_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();
    EnvelopeReader different = new EnvelopeReader(envelope("srv.a.b.Envelope", before, after));
    Struct old = new Struct(before).put("name", "old").put("id", 1);
    Struct row = new Struct(after).put("name", "new").put("id", 2).put("added", "value");

    assertThat(List.of(0, 2))
        .extracting(column -> different.imageBefore().value(old, column))
        .containsExactly(1, "old");
    assertThat(List.of(0, 1, 2))
        .extracting(column -> different.imageAfter().value(row, column))
        .containsExactly(2, "value", "new");
    assertThat(different.imageBefore().value(old, 1)).isNull();
    assertThat(different.imageBefore().schema(1)).isNull();
  }

  @Test
  void unsentColumnsAreHiddenByIndex() {
    BitSet hidden = new BitSet();
    hidden.set(1);
    hidden.set(6);

    assertThat(reader.hidden(List.of("doc", "name", "none"))).isEqualTo(hidden);
    assertThat(reader.hidden(List.of())).isEqualTo(new BitSet());
    assertThat(reader.hidden(null)).isNull();
  }

  @Test
  void theNameOfTheSchemaHasThePrefixOfTheTablesSchemas() {
    EnvelopeReader unnamed = new EnvelopeReader(envelope(null, Envelopes.TABLE, Envelopes.TABLE));

    assertThat(reader.name()).isEqualTo("srv.public.orders.Envelope");
    assertThat(reader.prefix()).isEqualTo("srv.public.orders.");
    assertThat(unnamed.name()).isNull();
    assertThat(unnamed.prefix()).isNull();
  }

  private static Schema envelope(String name, Schema before, Schema after) {
    return SchemaBuilder.struct()
        .name(name)
        .field("before", before)
        .field("after", after)
        .field("source", Envelopes.SOURCE)
        .field("op", Schema.STRING_SCHEMA)
        .build();
  }
}
