/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.connect.convert.EarlyConversion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a worker's threads were, by the samples of Java's flight recorder. It takes a sample of a
 * running thread every 10 ms, and of a thread in native code every 20 ms; samples in native code
 * therefore count twice. Threads of the compiler and the garbage collector are not seen.
 *
 * @param task all samples of the task's thread
 * @param polling of those, in the task's {@code poll()}
 * @param conversion of those, in the converters of keys and values
 * @param headers of those, in the conversion of headers
 * @param sending of those, in {@code KafkaProducer.send()}
 * @param compression of the samples that send, in the compressor
 * @param connector all samples of the connector's own threads outside of native code; in native
 *     code these threads may also wait for the server
 * @param early of those, in the conversion of values ahead of the task
 */
record WorkerProfile(
    long task,
    long polling,
    long conversion,
    long headers,
    long sending,
    long compression,
    long connector,
    long early) {
  static final WorkerProfile NONE = new WorkerProfile(0, 0, 0, 0, 0, 0, 0, 0);

  private static final String RUNNING = "jdk.ExecutionSample";
  private static final String NATIVE = "jdk.NativeMethodSample";
  private static final String TASK = "org.apache.kafka.connect.runtime.AbstractWorkerSourceTask";
  private static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";
  private static final String EARLY = EarlyConversion.class.getName();

  static WorkerProfile read(Path recording) throws IOException {
    WorkerProfile all = NONE;
    try (RecordingFile events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        String type = event.getEventType().getName();
        if ((type.equals(RUNNING) || type.equals(NATIVE)) && event.getStackTrace() != null) {
          all = all.plus(of(event, type.equals(NATIVE)));
        }
      }
    }
    return all;
  }

  WorkerProfile plus(WorkerProfile other) {
    return new WorkerProfile(
        task + other.task,
        polling + other.polling,
        conversion + other.conversion,
        headers + other.headers,
        sending + other.sending,
        compression + other.compression,
        connector + other.connector,
        early + other.early);
  }

  /** The task's samples that are in none of the parts: Connect's own loop. */
  long rest() {
    return task - polling - conversion - headers - sending;
  }

  private static WorkerProfile of(RecordedEvent sample, boolean inNative) {
    List<RecordedFrame> frames = sample.getStackTrace().getFrames();
    if (within(frames, TASK, "")) {
      long weight = inNative ? 2 : 1;
      boolean sends = within(frames, PRODUCER, "send");
      boolean headers = within(frames, TASK, "convertHeaderFor");
      boolean converts = !sends && !headers && within(frames, "", "fromConnectData");
      boolean polls = within(frames, TASK, "poll");
      return new WorkerProfile(
          weight,
          polls ? weight : 0,
          converts ? weight : 0,
          headers ? weight : 0,
          sends ? weight : 0,
          sends && compresses(frames) ? weight : 0,
          0,
          0);
    }
    RecordedThread thread = sample.getThread("sampledThread");
    if (inNative
        || thread.getJavaName() == null
        || !WorkerUsage.ofConnector(thread.getJavaName())) {
      return NONE;
    }
    return new WorkerProfile(0, 0, 0, 0, 0, 0, 1, within(frames, EARLY, "convert") ? 1 : 0);
  }

  /**
   * Whether a method was on the stack.
   *
   * @param type its class; empty: any class
   * @param method its name; empty: any method
   */
  private static boolean within(List<RecordedFrame> frames, String type, String method) {
    return frames.stream()
        .map(RecordedFrame::getMethod)
        .anyMatch(
            each ->
                (type.isEmpty() || each.getType().getName().equals(type))
                    && (method.isEmpty() || each.getName().equals(method)));
  }

  private static boolean compresses(List<RecordedFrame> frames) {
    return frames.stream()
        .anyMatch(frame -> frame.getMethod().getType().getName().endsWith("Compressor"));
  }
}
