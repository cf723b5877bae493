/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help;

class WaltapCommandLineTest {
  private static final List<String> COMMANDS =
      List.of("demo", "preflight", "run", "version", "help", "completion");

  @TempDir Path temporary;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"", "help", "--help", "-h"})
  void theHelpHasAllCommandsAndExitCodes(String arguments) {
    assertThat(execute(arguments)).isZero();
    for (String command : COMMANDS) {
      assertThat(out.toString()).containsPattern("(?m)^  " + command + " ");
    }
    for (String code : List.of("0", "1", "2", "3", "130")) {
      assertThat(out.toString()).containsPattern("(?m)^ +" + code + " ");
    }
    assertThat(out.toString()).contains("./waltap --rebuild COMMAND");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "preflight", "run", "version", "help", "completion"})
  void eachCommandHasAHelp(String command) {
    assertThat(execute(command + " --help")).isZero();
    assertThat(out.toString()).contains("Usage: waltap " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "demo ", "preflight ", "run ", "version ", "help ", "completion "})
  void eachCommandHasTheVersion(String command) {
    assertThat(execute(command + "--version")).isZero();
    assertThat(out.toString()).startsWith("waltap ").hasLineCount(1);
  }

  @Test
  void theVersionIsACommandToo() {
    assertThat(execute("version")).isZero();
    assertThat(out.toString()).startsWith("waltap ").hasLineCount(1);
  }

  @Test
  void theHelpOfRunHasAllVariables() {
    assertThat(execute("help run")).isZero();
    assertThat(out.toString())
        .contains("--config=FILE", "POSTGRES_HOST (required)", "MAX_ROW_MB (64)")
        .contains("ICEBERG_TABLE_FORMAT", "${schema}", "ICEBERG_CATALOG_*");
  }

  static Stream<Arguments> wrongCommandLines() {
    return Stream.of(
        arguments("preflite", "unknown command \"preflite\"", "waltap preflight?"),
        arguments("help preflite", "unknown command \"preflite\"", "waltap preflight?"),
        arguments("run --confg=x", "Unknown option: '--confg=x'", "--config"),
        arguments("demo now", "unexpected argument \"now\"", "See ./waltap demo --help."),
        arguments("demo --seconds=ten", "'ten' is not an int", "See ./waltap demo --help."),
        arguments("demo --seconds=0", "--seconds must be from 1 to 86400", "not 0"),
        arguments("demo --rate=0", "--rate must be from 1 to 100000", "not 0"),
        arguments("run --config", "--config", "See ./waltap run --help."),
        arguments("run --config=none", "there is no file none", "See ./waltap run --help."));
  }

  @ParameterizedTest
  @MethodSource("wrongCommandLines")
  void aWrongCommandLineIsExitCodeTwo(String arguments, String message, String advice) {
    assertThat(execute(arguments)).isEqualTo(2);
    assertThat(err.toString()).startsWith("waltap: ").contains(message, advice);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aConfigurationThatIsNotCompleteIsExitCodeTwo() {
    assertThat(execute("run")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("waltap: the configuration has problems:\n  POSTGRES_HOST is missing")
        .contains("S3_TABLE_BUCKET_ARN", "See ./waltap run --help.");
  }

  @Test
  void thePreflightAsksForTheDatabaseAlone() {
    assertThat(execute("preflight")).isEqualTo(2);
    assertThat(err.toString()).contains("POSTGRES_HOST").doesNotContain("S3_TABLE_BUCKET_ARN");
  }

  @Test
  void aNameThatIsNoVariableIsAWarning() {
    environment.put("POSTGRES_HOSTNAME", "db");

    assertThat(execute("run")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "waltap: warning: POSTGRES_HOSTNAME is not a variable of Waltap; did you mean"
                + " POSTGRES_HOST?");
  }

  @Test
  void theFileIsRead() throws IOException {
    Path file = temporary.resolve("waltap.properties");
    Files.writeString(file, "POSTGRES_HOST=db\nsinc.tasks.max=4\n");

    assertThat(execute("run --config " + file)).isEqualTo(2);
    assertThat(err.toString())
        .contains("sinc.tasks.max is unknown")
        .doesNotContain("POSTGRES_HOST is missing");
  }

  @Test
  void aFailureIsExitCodeOne() throws IOException {
    Path shared = Files.createDirectory(temporary.resolve("tmp"));
    Files.setAttribute(shared, "unix:mode", 01777);
    environment.put("POSTGRES_HOST", "localhost");
    environment.put("POSTGRES_DB", "shop");
    environment.put("POSTGRES_USER", "cdc");
    environment.put("POSTGRES_PASSWORD", "hush");
    environment.put("WALTAP_DATA_DIR", shared.toString());

    assertThat(execute("preflight")).isEqualTo(1);
    assertThat(err.toString()).contains("waltap: " + shared, "WALTAP_DATA_DIR");
  }

  @Test
  void theCompletionIsAScript() {
    assertThat(execute("completion")).isZero();
    assertThat(out.toString()).startsWith("#!").contains("preflight", "--config", "complete ");
  }

  private int execute(String arguments) {
    return WaltapCommandLine.of(System.out, environment)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));
  }
}
