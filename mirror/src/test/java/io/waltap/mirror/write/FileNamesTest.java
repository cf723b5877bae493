/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFileFactory;
import org.junit.jupiter.api.Test;

/** Guards against: a file of another program that is taken for one of ours, and deleted. */
class FileNamesTest {
  private final Table table = Notes.table(TestCatalog.inMemory());

  private String name(String writer) {
    return name(FileNames.ofData(table, writer, UUID.randomUUID().toString()));
  }

  private static String name(OutputFileFactory names) {
    String location = names.newOutputFile().encryptingOutputFile().location();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  @Test
  void theNamesOfAConnectorAreKnown() {
    assertThat(name("mirror")).matches(FileNames.pattern(table, "mirror"));
    for (FileFormat format : List.of(FileFormat.PUFFIN, FileFormat.PARQUET)) {
      OutputFileFactory deletes =
          FileNames.ofDeletes(table, "mirror", UUID.randomUUID().toString(), format);
      assertThat(name(deletes)).endsWith("." + format.name().toLowerCase(Locale.ROOT));
      assertThat(name(deletes)).matches(FileNames.pattern(table, "mirror"));
    }
    assertThat(name("my mirror.1")).matches(FileNames.pattern(table, "my mirror.1"));
  }

  @Test
  void theNamesOfOthersAreNotOurs() {
    assertThat(name("mirror-2")).doesNotMatch(FileNames.pattern(table, "mirror"));
    assertThat(name("mirror")).doesNotMatch(FileNames.pattern(table, "mirror-2"));
    assertThat("00000-0-" + UUID.randomUUID() + "-00001.parquet")
        .doesNotMatch(FileNames.pattern(table, "mirror"));
    assertThat("." + name("mirror") + ".crc").doesNotMatch(FileNames.pattern(table, "mirror"));
    assertThat("00000-0-waltap-mirror-x-00001.parquet")
        .doesNotMatch(FileNames.pattern(table, "mirror"));
  }

  @Test
  void theNamesForAnotherTableAreNotThoseOfThisOne() {
    Table other = Notes.table(TestCatalog.inMemory());

    assertThat(name("mirror")).doesNotMatch(FileNames.pattern(other, "mirror"));
  }
}
