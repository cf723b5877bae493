/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import static io.waltap.connect.pgoutput.MessageBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.PgOutputMessage.Begin;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.pgoutput.PgOutputMessage.Delete;
import io.waltap.connect.pgoutput.PgOutputMessage.Insert;
import io.waltap.connect.pgoutput.PgOutputMessage.LogicalMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Origin;
import io.waltap.connect.pgoutput.PgOutputMessage.Truncate;
import io.waltap.connect.pgoutput.PgOutputMessage.Type;
import io.waltap.connect.pgoutput.PgOutputMessage.Update;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PgOutputDecoderTest {
  private static final byte[] FORTY_TWO = {0, 0, 0, 42};

  private static final List<MessageBytes> ONE_OF_EACH =
      List.of(
          message('B').int64(0x1_0000_00FFL).int64(1_000_000).int32(-1),
          message('C').int8(0).int64(10).int64(20).int64(0),
          message('O').int64(5).string("elsewhere"),
          message('R')
              .int32(16384)
              .string("public")
              .string("t")
              .int8('d')
              .int16(2)
              .int8(1)
              .string("id")
              .int32(23)
              .int32(-1)
              .int8(0)
              .string("name")
              .int32(1043)
              .int32(14),
          message('Y').int32(16400).string("public").string("mood"),
          message('I').int32(7).int8('N').int16(2).binary(FORTY_TWO).int8('n'),
          message('U').int32(7).int8('K').int16(1).binary(FORTY_TWO).int8('N').int16(1).int8('u'),
          message('D').int32(7).int8('O').int16(1).text("old"),
          message('T').int32(2).int8(3).int32(7).int32(8),
          message('M').int8(1).int64(99).string("pfx").int32(2).int8(1).int8(2));

  @Test
  void beginCarriesTheCommitOfItsTransaction() {
    Begin begin = (Begin) PgOutputDecoder.decode(ONE_OF_EACH.get(0).sliced());

    assertThat(begin.finalLsn()).isEqualTo(0x1_0000_00FFL);
    assertThat(begin.commitTimeMicros()).isEqualTo(946_684_801_000_000L);
    assertThat(Integer.toUnsignedLong(begin.xid())).isEqualTo(4_294_967_295L);
  }

  @Test
  void commitTellsItsEndApartFromItsStart() {
    assertThat(PgOutputDecoder.decode(ONE_OF_EACH.get(1).sliced()))
        .isEqualTo(new Commit(10, 20, 946_684_800_000_000L));
  }

  @Test
  void relationListsColumnsWithTypeAndModifier() {
    Relation relation = (Relation) PgOutputDecoder.decode(ONE_OF_EACH.get(3).sliced());

    assertThat(relation)
        .isEqualTo(
            new Relation(
                16384,
                "public",
                "t",
                ReplicaIdentity.DEFAULT,
                List.of(
                    new RelationColumn(true, "id", 23, -1),
                    new RelationColumn(false, "name", 1043, 14))));
  }

  @Test
  void theCatalogSchemaIsSentAsTheEmptyString() {
    Type type =
        (Type) PgOutputDecoder.decode(message('Y').int32(1).string("").string("x").sliced());

    assertThat(type.namespace()).isEqualTo("pg_catalog");
  }

  @Test
  void insertHoldsItsColumnsWithoutCopyingThem() {
    ByteBuffer buffer = ONE_OF_EACH.get(5).sliced();

    TupleData tuple = ((Insert) PgOutputDecoder.decode(buffer)).newTuple();

    assertThat(tuple.data()).isSameAs(buffer.array());
    assertThat(value(tuple, 0)).isEqualTo(FORTY_TWO);
    assertThat(tuple.isText(0)).isFalse();
    assertThat(tuple.isNull(1)).isTrue();
  }

  @Test
  void updateKeepsOldKeyAndUnchangedToastApart() {
    Update update = (Update) PgOutputDecoder.decode(ONE_OF_EACH.get(6).sliced());

    assertThat(value(((OldTuple.Key) update.oldTuple()).tuple(), 0)).isEqualTo(FORTY_TWO);
    assertThat(update.newTuple().isUnchanged(0)).isTrue();
    assertThat(update.newTuple().isNull(0)).isFalse();
  }

  @Test
  void updateWithoutOldRowHasNone() {
    Update update =
        (Update)
            PgOutputDecoder.decode(
                message('U').int32(7).int8('N').int16(1).binary(FORTY_TWO).sliced());

    assertThat(update.oldTuple()).isSameAs(OldTuple.NONE);
  }

  @Test
  void deleteUnderFullHoldsTheWholeRowInTheFormTheServerChose() {
    Delete delete = (Delete) PgOutputDecoder.decode(ONE_OF_EACH.get(7).sliced());
    TupleData tuple = ((OldTuple.Full) delete.oldTuple()).tuple();

    assertThat(tuple.isText(0)).isTrue();
    assertThat(value(tuple, 0)).isEqualTo("old".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void truncateNamesAllTablesOfTheStatement() {
    assertThat(PgOutputDecoder.decode(ONE_OF_EACH.get(8).sliced()))
        .isEqualTo(new Truncate(true, true, List.of(7, 8)));
  }

  @Test
  void logicalMessageAndOriginAreRead() {
    LogicalMessage logical = (LogicalMessage) PgOutputDecoder.decode(ONE_OF_EACH.get(9).sliced());

    assertThat(logical.prefix()).isEqualTo("pfx");
    assertThat(logical.transactional()).isTrue();
    assertThat(logical.content()).containsExactly(1, 2);
    assertThat(PgOutputDecoder.decode(ONE_OF_EACH.get(2).sliced()))
        .isEqualTo(new Origin(5, "elsewhere"));
  }

  @Test
  void everyKindOfMessageIsDecoded() {
    Set<Class<?>> decoded =
        ONE_OF_EACH.stream()
            .map(bytes -> PgOutputDecoder.decode(bytes.sliced()).getClass())
            .collect(Collectors.toSet());

    assertThat(decoded).containsExactlyInAnyOrder(PgOutputMessage.class.getPermittedSubclasses());
  }

  @Test
  void theRelationOfARowMessageIsReadWithoutDecodingIt() {
    ByteBuffer insert = ONE_OF_EACH.get(5).sliced();

    assertThat(PgOutputDecoder.relationOid(insert)).isEqualTo(7);
    assertThat(insert.position()).isZero();
    assertThat(PgOutputDecoder.relationOid(ONE_OF_EACH.get(0).sliced())).isZero();
  }

  @Test
  void everyTruncatedMessageIsRefused() {
    for (MessageBytes whole : ONE_OF_EACH) {
      byte[] bytes = whole.bytes();
      for (int length = 0; length < bytes.length; length++) {
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> PgOutputDecoder.decode(cut))
            .as("'%c' cut to %d bytes", bytes[0], length)
            .isInstanceOf(PgOutputException.class);
      }
    }
  }

  @Test
  void bytesLeftOverAreRefused() {
    assertThatThrownBy(
            () ->
                PgOutputDecoder.decode(
                    message((char) 67).int8(0).int64(1).int64(2).int64(3).int8(0).sliced()))
        .isInstanceOf(PgOutputException.class)
        .hasMessageContaining("left over");
  }

  @Property(tries = 2000)
  void mutatedBytesGiveAMessageOrARefusalAndNothingElse(
      @ForAll long seed, @ForAll @IntRange(max = 9) int which) {
    byte[] bytes = ONE_OF_EACH.get(which).bytes();
    Random random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    try {
      assertThat(PgOutputDecoder.decode(ByteBuffer.wrap(bytes))).isNotNull();
    } catch (PgOutputException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }

  private static byte[] value(TupleData tuple, int column) {
    int offset = tuple.offset(column);
    return Arrays.copyOfRange(tuple.data(), offset, offset + tuple.length(column));
  }
}
