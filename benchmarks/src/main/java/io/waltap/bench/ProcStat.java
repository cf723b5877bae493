/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * CPU seconds as Linux counts them, user and system together. On other systems, and for a process
 * that has ended, they are NaN.
 */
final class ProcStat {
  private static final Path PROC = Path.of("/proc");

  /** USER_HZ, which is the same on all platforms where the bench runs. */
  private static final double TICKS_PER_SECOND = 100;

  // positions after the process name
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int CHILDREN_USER_TIME = 13;
  private static final int CHILDREN_SYSTEM_TIME = 14;

  private ProcStat() {}

  /** The CPU time of one thread of a process. */
  record ThreadTime(String name, double seconds) {}

  static boolean available() {
    return Files.isReadable(PROC.resolve("self").resolve("stat"));
  }

  static double process(long pid) {
    return seconds(read(PROC.resolve(Long.toString(pid)).resolve("stat")));
  }

  /**
   * The CPU time of a process and of all children that it has ever started. The children of
   * PostgreSQL's postmaster are all sessions and all background processes.
   */
  static double family(long pid) {
    String line = read(PROC.resolve(Long.toString(pid)).resolve("stat"));
    double sum = seconds(line) + seconds(line, CHILDREN_USER_TIME, CHILDREN_SYSTEM_TIME);
    try (Stream<ProcessHandle> children =
        ProcessHandle.of(pid).map(ProcessHandle::children).orElseGet(Stream::empty)) {
      for (ProcessHandle child : children.toList()) {
        double own = process(child.pid());
        sum += Double.isNaN(own) ? 0 : own;
      }
    }
    return sum;
  }

  /** All threads by ID. The kernel keeps the first 15 characters of a name. */
  static Map<Long, ThreadTime> threads(long pid) {
    Map<Long, ThreadTime> threads = new HashMap<>();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("task"))) {
      for (Path task : tasks) {
        String line = read(task.resolve("stat"));
        if (!line.isEmpty()) {
          String name = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
          long id = Long.parseLong(task.getFileName().toString());
          threads.put(id, new ThreadTime(name, seconds(line)));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Map.of();
    }
    return Map.copyOf(threads);
  }

  /**
   * Returns the value of a line such as {@code MemTotal: 24 kB} or {@code model name : X}, or an
   * empty string if there is no such line.
   */
  static String value(String file, String key) {
    for (String line : read(PROC.resolve(file)).split("\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }

  /** The machine's memory in bytes. */
  static OptionalLong memory() {
    String[] words = value("meminfo", "MemTotal").split(" ");
    return words[0].isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(1024L * Long.parseLong(words[0]));
  }

  private static double seconds(String line) {
    return seconds(line, USER_TIME, SYSTEM_TIME);
  }

  private static double seconds(String line, int user, int system) {
    if (line.isEmpty()) {
      return Double.NaN;
    }
    // a name may have blanks and parentheses: the numbers begin after the last parenthesis
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    double ticks = Double.parseDouble(fields[user]) + Double.parseDouble(fields[system]);
    return ticks / TICKS_PER_SECOND;
  }

  private static String read(Path file) {
    try {
      // not all of these files tell their size: read to the end
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
