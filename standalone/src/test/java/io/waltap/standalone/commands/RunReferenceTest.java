/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunReferenceTest {
  @Test
  void everyVariableHasARowAndAPlaceInTheHelp() {
    for (String name : Variables.names()) {
      assertThat(RunReference.markdown()).contains("\n| `" + name + "` |");
      assertThat(RunReference.help()).contains("\n  " + name + " (");
    }
  }

  @Test
  void everyDocumentationIsMadeOfSentences() {
    Variables.definition()
        .configKeys()
        .values()
        .forEach(key -> assertThat(key.documentation).as(key.name).matches("(?s)[A-Z.].*[.]"));
  }

  @Test
  void everyTableRowHasTheCellsOfItsHeader() {
    int cells = 0;
    for (String line : RunReference.markdown().lines().toList()) {
      if (!line.startsWith("|")) {
        cells = 0;
        continue;
      }
      int found = line.replace("\\|", "").split("\\|", -1).length;
      if (cells == 0) {
        cells = found;
      }
      assertThat(found).as(line).isEqualTo(cells);
    }
  }

  @Test
  void theHelpFitsIntoATerminal() {
    assertThat(RunReference.help().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void aDefaultThatDependsOnOthersIsSaidInWords() {
    assertThat(RunReference.markdown())
        .contains("| `POSTGRES_HOST` | string | required |")
        .contains("| `POSTGRES_PORT` | int | `5432` |")
        .contains("| `POSTGRES_SSLMODE` | string | require; prefer if all hosts are this host |")
        .contains("| `ICEBERG_SNAPSHOT_RETENTION_H` | int | 120; 0 with S3_TABLE_BUCKET_ARN |")
        .contains("| `TABLE_INCLUDE_LIST` | string | none |");
  }

  @Test
  void theExitCodesAreOnThePage() {
    ExitCodes.meanings()
        .forEach(
            (code, meaning) ->
                assertThat(RunReference.markdown())
                    .contains("| " + code + " | " + meaning + " |\n"));
  }
}
