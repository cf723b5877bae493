/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Any converter, on more than one thread: where Connect's thread is behind, the threads of this
 * plugin's connector that read convert values by instances of their own, with the same
 * configuration. All else, and what any other connector sends, is handed on to the one instance
 * that Connect's thread has.
 *
 * <p>Its properties are those of the other converter, and {@value #DELEGATE}, that one's class. It
 * is made for converters whose result depends on topic, schema and value alone, as with those of a
 * schema registry, which each instance asks once for each schema. Of one that writes headers, or
 * that throws, no more is asked ahead of time, and Connect's thread sees to all of it, and to the
 * error.
 */
public final class ParallelConverter implements Converter, EarlyConverter, Versioned {
  /** The property that names the converter's class. */
  public static final String DELEGATE = "delegate";

  private static final Logger LOG = LoggerFactory.getLogger(ParallelConverter.class);

  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              DELEGATE,
              ConfigDef.Type.STRING,
              ConfigDef.NO_DEFAULT_VALUE,
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.HIGH,
              "Class of the converter that is to do the work, on several threads. All other"
                  + " properties are that one's.");

  private final Queue<Converter> made = new ConcurrentLinkedQueue<>();
  private Map<String, ?> properties;
  private boolean forKeys;
  private Converter delegate;
  private volatile boolean early = true;

  @Override
  public String version() {
    return Version.VALUE;
  }

  @Override
  public ConfigDef config() {
    return DEFINITION;
  }

  /**
   * @throws ConfigException if the other converter is not named or is none; whatever that one
   *     throws
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    properties = configs;
    forKeys = isKey;
    delegate = newDelegate();
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    byte[] known = known(schema, value);
    if (known != null) {
      return known;
    }
    ClassLoader before = enter(delegate.getClass());
    try {
      return delegate.fromConnectData(topic, schema, value);
    } finally {
      leave(before);
    }
  }

  @Override
  public byte[] fromConnectData(String topic, Headers headers, Schema schema, Object value) {
    byte[] known = known(schema, value);
    if (known != null) {
      return known;
    }
    ClassLoader before = enter(delegate.getClass());
    try {
      return delegate.fromConnectData(topic, headers, schema, value);
    } finally {
      leave(before);
    }
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    ClassLoader before = enter(delegate.getClass());
    try {
      return delegate.toConnectData(topic, value);
    } finally {
      leave(before);
    }
  }

  @Override
  public SchemaAndValue toConnectData(String topic, Headers headers, byte[] value) {
    ClassLoader before = enter(delegate.getClass());
    try {
      return delegate.toConnectData(topic, headers, value);
    } finally {
      leave(before);
    }
  }

  @Override
  public Encoder newEncoder() {
    return new DelegateEncoder();
  }

  @Override
  public boolean convertsEarly() {
    return early;
  }

  @Override
  public void close() throws IOException {
    for (Converter converter : made) {
      ClassLoader before = enter(converter.getClass());
      try {
        converter.close();
      } finally {
        leave(before);
      }
    }
  }

  private byte[] known(Schema schema, Object value) {
    return value instanceof EarlyStruct struct && struct.schema() == schema
        ? struct.bytes(this)
        : null;
  }

  /**
   * By the thread's class loader a plugin finds what its properties name: it is to be the plugin's
   * own.
   */
  private static ClassLoader enter(Class<?> plugin) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugin.getClassLoader());
    return before;
  }

  private static void leave(ClassLoader before) {
    Thread.currentThread().setContextClassLoader(before);
  }

  private Converter newDelegate() {
    String name = new AbstractConfig(DEFINITION, properties, false).getString(DELEGATE);
    try {
      // this plugin's class loader asks Connect's for what other plugins have
      Class<? extends Converter> type =
          Class.forName(name, true, ParallelConverter.class.getClassLoader())
              .asSubclass(Converter.class);
      ClassLoader before = enter(type);
      try {
        Converter converter = type.getConstructor().newInstance();
        converter.configure(properties, forKeys);
        made.add(converter);
        return converter;
      } finally {
        leave(before);
      }
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new ConfigException(DELEGATE, name, "no converter that can be made: " + e);
    }
  }

  /** One thread's instance. */
  private final class DelegateEncoder implements Encoder {
    private Converter own;

    @Override
    public byte[] encode(String topic, Schema schema, Struct value) {
      if (!early) {
        return null;
      }
      try {
        if (own == null) {
          own = newDelegate();
        }
        RecordHeaders headers = new RecordHeaders();
        byte[] bytes;
        ClassLoader before = enter(own.getClass());
        try {
          bytes = own.fromConnectData(topic, headers, schema, value);
        } finally {
          leave(before);
        }
        if (!headers.iterator().hasNext()) {
          return bytes;
        }
        giveUp("it writes headers", null);
      } catch (RuntimeException e) {
        giveUp("an error, which Connect's thread will meet as well, or not any more", e);
      }
      return null;
    }

    private void giveUp(String reason, RuntimeException error) {
      early = false;
      LOG.warn(
          "{} is not used on several threads any more: {}. Nothing is lost",
          own == null ? properties.get(DELEGATE) : own.getClass().getName(),
          reason,
          error);
    }
  }
}
