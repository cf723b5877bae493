/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The files of an archive, by name. */
record Archive(Map<String, byte[]> files) {

  /** Opens a zip or a tar.gz of the build. */
  static Archive built(String name) {
    Path path = Path.of(Build.property("waltap.archives")).resolve(name);
    try (InputStream file = Files.newInputStream(path)) {
      return name.endsWith(".zip") ? zip(file) : tarGz(file);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Opens a jar in the archive. */
  Archive jar(String name) {
    try {
      return zip(new ByteArrayInputStream(bytes(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  Set<String> names() {
    return files.keySet();
  }

  String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private byte[] bytes(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new AssertionError("there is no file " + name + " among " + files.keySet());
    }
    return bytes;
  }

  private static Archive zip(InputStream in) throws IOException {
    try (ZipArchiveInputStream zip = new ZipArchiveInputStream(in)) {
      return read(zip);
    }
  }

  private static Archive tarGz(InputStream in) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(in))) {
      return read(tar);
    }
  }

  private static Archive read(ArchiveInputStream<?> in) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (ArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      if (!entry.isDirectory()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return new Archive(files);
  }
}
