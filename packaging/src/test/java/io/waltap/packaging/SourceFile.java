/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A text file of the source tree.
 *
 * @param name its path from the root, with slashes
 */
record SourceFile(String name, String text) {
  /** Directories that builds make in the tree. */
  private static final Set<String> BUILT = Set.of("target", "node_modules");

  /** Returns the files whose whole name matches, ordered by name. */
  static List<SourceFile> matching(String pattern) throws IOException {
    Pattern names = Pattern.compile(pattern);
    Path root = Example.root().toRealPath();
    List<SourceFile> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(root) || isSource(directory)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = root.relativize(file).toString().replace('\\', '/');
            if (names.matcher(name).matches()) {
              files.add(new SourceFile(name, Files.readString(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(Comparator.comparing(SourceFile::name));
    return files;
  }

  /**
   * Whether to read a directory. The results of builds and hidden directories are skipped, but not
   * the templates of issues and pull requests.
   */
  private static boolean isSource(Path directory) {
    String name = directory.getFileName().toString();
    return name.equals(".github") || !name.startsWith(".") && !BUILT.contains(name);
  }
}
