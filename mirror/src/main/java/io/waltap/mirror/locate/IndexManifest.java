/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file that says what an index has. It is replaced as a whole; files of the directory that it
 * does not name are none of the index.
 *
 * @param identity what the index is of
 * @param nextFile the number that the next data file gets
 * @param nextRun the number that the next run gets
 * @param files the data files whose rows are all in the runs
 * @param runs the runs
 */
record IndexManifest(
    IndexIdentity identity,
    int nextFile,
    long nextRun,
    List<FileTable.Entry> files,
    List<RunFile> runs) {
  static final String NAME = "manifest";

  private static final String DRAFT = "manifest.draft";
  private static final int MAGIC = 0x57_54_4D_4D; // WTMM
  private static final int VERSION = 1;

  /**
   * A run.
   *
   * @param name of the file
   * @param count of its entries
   */
  record RunFile(String name, long count) {}

  IndexManifest {
    files = List.copyOf(files);
    runs = List.copyOf(runs);
  }

  /** Replaces the manifest of a directory. */
  void write(Path directory) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes());
    Path draft = directory.resolve(DRAFT);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        draft,
        directory.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeUTF(identity.table());
    out.writeInt(identity.keyColumns().size());
    for (int id : identity.keyColumns()) {
      out.writeInt(id);
    }
    out.writeInt(identity.keyBytes());
    out.writeInt(nextFile);
    out.writeLong(nextRun);
    out.writeInt(files.size());
    for (FileTable.Entry file : files) {
      out.writeInt(file.number());
      out.writeUTF(file.path());
      out.writeLong(file.bytes());
      out.writeLong(file.rows());
    }
    out.writeInt(runs.size());
    for (RunFile run : runs) {
      out.writeUTF(run.name());
      out.writeLong(run.count());
    }
    out.writeInt(Checksum.of(bytes.toByteArray(), 0, bytes.size()));
    return bytes.toByteArray();
  }

  /**
   * Reads the manifest of a directory.
   *
   * @return empty if there is none
   * @throws IndexDamagedException if it is not as it was written, or of another version
   */
  static Optional<IndexManifest> read(Path directory) throws IOException {
    Path path = directory.resolve(NAME);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    int summed = bytes.length - Integer.BYTES;
    if (summed < 0 || ByteBuffer.wrap(bytes).getInt(summed) != Checksum.of(bytes, 0, summed)) {
      throw new IndexDamagedException(path + " is not as it was written");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, summed));
    if (in.readInt() != MAGIC || in.readInt() != VERSION) {
      throw new IndexDamagedException(path + " is of another version");
    }
    return Optional.of(read(in));
  }

  private static IndexManifest read(DataInputStream in) throws IOException {
    String table = in.readUTF();
    List<Integer> keyColumns = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      keyColumns.add(in.readInt());
    }
    IndexIdentity identity = new IndexIdentity(table, keyColumns, in.readInt());
    int nextFile = in.readInt();
    long nextRun = in.readLong();
    List<FileTable.Entry> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      files.add(new FileTable.Entry(in.readInt(), in.readUTF(), in.readLong(), in.readLong()));
    }
    List<RunFile> runs = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      runs.add(new RunFile(in.readUTF(), in.readLong()));
    }
    return new IndexManifest(identity, nextFile, nextRun, files, runs);
  }
}
