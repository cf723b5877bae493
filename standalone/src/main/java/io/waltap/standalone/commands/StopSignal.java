/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGINT and SIGTERM, caught before the JVM begins to shut down. Kafka Connect, Hadoop and Iceberg
 * have shutdown hooks, and the JVM runs all hooks at the same time. So a hook of ours would come
 * too late for rows to land. A second signal ends the process at once, if it does not belong to the
 * first: a terminal and a wrapper may each send one.
 *
 * <p>It uses reflection: javac always warns about {@code sun.misc.Signal}, and warnings are errors
 * here. The JDK has no other way to catch a signal.
 */
public final class StopSignal {
  private static final int EXIT_BY_SIGNAL = 130;

  private static final Duration SAME = Duration.ofSeconds(2);

  private final CountDownLatch received = new CountDownLatch(1);
  private final LongSupplier clock;
  private final IntConsumer exit;
  private long first;

  /**
   * @param clock in nanoseconds
   * @param exit ends the process
   */
  StopSignal(LongSupplier clock, IntConsumer exit) {
    this.clock = clock;
    this.exit = exit;
  }

  public static StopSignal install() {
    StopSignal stop = new StopSignal(System::nanoTime, System::exit);
    Logger log = LoggerFactory.getLogger(StopSignal.class);
    for (String name : List.of("INT", "TERM")) {
      try {
        stop.listen(name);
      } catch (ReflectiveOperationException e) {
        log.warn("cannot catch SIG{}: a stop will not wait for rows to land", name, e);
      }
    }
    return stop;
  }

  public boolean received() {
    return received.getCount() == 0;
  }

  /**
   * Waits for the signal.
   *
   * @return whether it came
   */
  boolean await(Duration patience) {
    try {
      return received.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void listen(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object ours =
        Proxy.newProxyInstance(
            StopSignal.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    handle();
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> "StopSignal";
                });
    Object caught = signal.getConstructor(String.class).newInstance(name);
    signal.getMethod("handle", signal, handler).invoke(null, caught, ours);
  }

  /** A signal came. Each is handled in a thread of its own. */
  synchronized void handle() {
    long now = clock.getAsLong();
    if (!received()) {
      first = now;
      received.countDown();
    } else if (now - first > SAME.toNanos()) {
      exit.accept(EXIT_BY_SIGNAL);
    }
  }
}
