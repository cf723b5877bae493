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
 * Runs any other converter on several threads. While Connect's thread is busy, this plugin's
 * connector also converts values, on the threads that read rows and changes. Each of these threads
 * has its own instance of the other converter, with the same configuration. Connect's thread has
 * one instance, which converts everything else, and the values of any other connector.
 *
 * <p>The properties are those of the other converter, and {@value #DELEGATE}, which names its
 * class. The other converter's result must depend on topic, schema and value alone. This is true
 * for converters of a schema registry; each instance asks the registry once for each schema. A
 * converter that writes headers or throws is not called early again. Connect's thread then converts
 * all values and handles the error.
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
              "Class of the converter that does the work, on several threads. All other properties"
                  + " are those of this converter.");

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
   * @throws ConfigException if the other converter's class is not named or is not a converter;
   *     exceptions of the other converter are passed on
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
   * A plugin finds the classes that its properties name through the thread's class loader. That
   * class loader must be the plugin's own.
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
      // this plugin's class loader asks Connect's class loader for classes of other plugins
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
      throw new ConfigException(DELEGATE, name, "not a converter that can be created: " + e);
    }
  }

  /** An instance of the other converter for one thread at a time. */
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
        giveUp("it threw an error. Connect's thread converts the value again", e);
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
