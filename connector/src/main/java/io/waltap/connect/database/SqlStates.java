/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error code of PostgreSQL (SQLSTATE) means to a connector: whether the same thing may
 * succeed a little later. The only place where that is decided.
 */
public final class SqlStates {

  /** Among others: a slot, a publication or a type that is not there. */
  public static final String UNDEFINED_OBJECT = "42704";

  static final String DUPLICATE_OBJECT = "42710";
  public static final String UNDEFINED_COLUMN = "42703";
  public static final String UNDEFINED_TABLE = "42P01";
  public static final String UNDEFINED_FUNCTION = "42883";
  public static final String INVALID_SCHEMA_NAME = "3F000";
  public static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** Among others: a slot that was invalidated. */
  public static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";

  /** Among others: logical decoding on a standby before PostgreSQL 16. */
  static final String FEATURE_NOT_SUPPORTED = "0A000";

  public static final String OBJECT_IN_USE = "55006";
  static final String CONFIGURATION_LIMIT_EXCEEDED = "53400";
  static final String READ_ONLY_TRANSACTION = "25006";
  public static final String TOO_MANY_CONNECTIONS = "53300";
  public static final String NO_SUCH_DATABASE = "3D000";
  public static final String INVALID_PASSWORD = "28P01";
  static final String CONNECTION_FAILURE = "08006";
  public static final String CONNECTION_REJECTED = "08004";
  public static final String PROTOCOL_VIOLATION = "08P01";
  static final String UNDEFINED_FILE = "58P01";
  static final String DATABASE_DROPPED = "57P04";
  static final String ADMIN_SHUTDOWN = "57P01";
  static final String CRASH_SHUTDOWN = "57P02";

  /** The server, or what is asked of it, is not ready yet. */
  public static final String CANNOT_CONNECT_NOW = "57P03";

  static final String IDLE_SESSION_TIMEOUT = "57P05";
  public static final String QUERY_CANCELED = "57014";
  public static final String LOCK_NOT_AVAILABLE = "55P03";

  /** Among others: a message of more than 1 GB. */
  static final String PROGRAM_LIMIT_EXCEEDED = "54000";

  /** Among others: a request for more than 1 GB of memory. */
  static final String INTERNAL_ERROR = "XX000";

  static final String IDLE_IN_TRANSACTION_TIMEOUT = "25P03";
  static final String TRANSACTION_TIMEOUT = "25P04";

  /** What an error says about trying again. */
  private enum Verdict {
    /** Trying again can succeed without anybody doing anything. */
    RETRIABLE,
    /** Trying again gives the same until a person changes something. */
    FINAL,
    /** Not known here. */
    UNKNOWN
  }

  private SqlStates() {}

  /**
   * Whether the same attempt may succeed later without anybody's help. All causes and next
   * exceptions count; one final state makes all final, and an error of which nothing is known is
   * final.
   */
  public static boolean retriable(SQLException failure) {
    boolean retriable = false;
    for (Throwable link : chain(failure)) {
      Verdict verdict = verdict(link);
      if (verdict == Verdict.FINAL) {
        return false;
      }
      retriable |= verdict == Verdict.RETRIABLE;
    }
    return retriable;
  }

  /**
   * Whether this may be what a standby answers to START_REPLICATION before it is promoted: the slot
   * is a copy that cannot be read yet, or is not there yet, or the version cannot decode on a
   * standby at all. The same states have other causes on a primary.
   */
  public static boolean mayPassWithPromotion(SQLException failure) {
    String state = state(failure);
    return state.equals(OBJECT_NOT_IN_PREREQUISITE_STATE)
        || state.equals(FEATURE_NOT_SUPPORTED)
        || state.equals(UNDEFINED_OBJECT);
  }

  /** Whether the connection is gone, so that the statement may simply be sent over another one. */
  public static boolean connectionLost(SQLException failure) {
    for (Throwable link : chain(failure)) {
      if (link instanceof IOException) {
        return true;
      }
      String state = state(link);
      if (state.startsWith("08")
          || state.equals(ADMIN_SHUTDOWN)
          || state.equals(CRASH_SHUTDOWN)
          || state.equals(IDLE_SESSION_TIMEOUT)) {
        return true;
      }
    }
    return false;
  }

  /** The first SQLSTATE in the chain, or the empty string. */
  public static String state(SQLException failure) {
    for (Throwable link : chain(failure)) {
      String state = state(link);
      if (!state.isEmpty()) {
        return state;
      }
    }
    return "";
  }

  /**
   * The server's own words with its hint and the SQLSTATE. Its DETAIL is left out: it can show the
   * values of a row.
   */
  public static String describe(SQLException failure) {
    StringBuilder text = new StringBuilder();
    ServerErrorMessage server =
        failure instanceof PSQLException fromDriver ? fromDriver.getServerErrorMessage() : null;
    if (server == null) {
      text.append(failure.getMessage());
    } else {
      text.append(server.getMessage());
      if (server.getHint() != null) {
        text.append(" (").append(server.getHint()).append(')');
      }
    }
    String state = state(failure);
    if (!state.isEmpty()) {
      text.append(" [SQLSTATE ").append(state).append(']');
    }
    return text.toString();
  }

  public static Set<Throwable> chain(SQLException failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Throwable> chain = new LinkedHashSet<>();
    Deque<Throwable> open = new ArrayDeque<>();
    open.add(failure);
    while (!open.isEmpty()) {
      Throwable link = open.remove();
      if (!seen.add(link)) {
        continue;
      }
      chain.add(link);
      if (link.getCause() != null) {
        open.add(link.getCause());
      }
      if (link instanceof SQLException sql && sql.getNextException() != null) {
        open.add(sql.getNextException());
      }
    }
    return chain;
  }

  /**
   * Whether a walsender reports a change that it can never send: the type of a value has no binary
   * form, or the change is larger than a message can be.
   */
  public static boolean isUnsendable(SQLException failure) {
    String state = state(failure);
    return state.equals(UNDEFINED_FUNCTION)
        || state.equals(PROGRAM_LIMIT_EXCEEDED)
        // the server does not translate this one
        || state.equals(INTERNAL_ERROR)
            && String.valueOf(failure.getMessage()).contains("invalid memory alloc request size");
  }

  private static String state(Throwable link) {
    return link instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
  }

  private static Verdict verdict(Throwable link) {
    if (link instanceof PasswordRefused) {
      // the same state is final without a connection that succeeded before
      return Verdict.RETRIABLE;
    }
    if (link instanceof CertificateException) {
      // the server's or our certificate is refused: the next handshake ends the same
      return Verdict.FINAL;
    }
    if (link instanceof IOException) {
      return Verdict.RETRIABLE;
    }
    return verdict(state(link));
  }

  private static Verdict verdict(String state) {
    switch (state) {
      // connection_rejected: pgjdbc's word for "the server does not speak TLS", "it wants a
      // password and none is configured", "unknown authentication method". PostgreSQL itself does
      // not send it.
      case CONNECTION_REJECTED:
      // object_not_in_prerequisite_state: the slot was invalidated ("can no longer get changes from
      // replication slot", "cannot read from logical replication slot"), belongs to another
      // database, wal_level is too low
      case OBJECT_NOT_IN_PREREQUISITE_STATE:
      // undefined_file: "requested WAL segment ... has already been removed"
      case UNDEFINED_FILE:
      // database_dropped
      case DATABASE_DROPPED:
      // read_only_sql_transaction: by a setting. ReadOnly replaces it where the cause is that the
      // server is a standby.
      case READ_ONLY_TRANSACTION:
        return Verdict.FINAL;
      // admin_shutdown (also pg_terminate_backend), crash_shutdown, cannot_connect_now (starting
      // up, stopping; also our own word for a standby that is not promoted yet)
      case ADMIN_SHUTDOWN:
      case CRASH_SHUTDOWN:
      case CANNOT_CONNECT_NOW:
      // idle_session_timeout
      case IDLE_SESSION_TIMEOUT:
      // query_canceled: a timeout, or another client's pg_cancel_backend
      case QUERY_CANCELED:
      // object_in_use: the slot is active, mostly for a worker that died and whose walsender has
      // not noticed
      case OBJECT_IN_USE:
      // lock_not_available
      case LOCK_NOT_AVAILABLE:
      // idle_in_transaction_session_timeout, transaction_timeout
      case IDLE_IN_TRANSACTION_TIMEOUT:
      case TRANSACTION_TIMEOUT:
        return Verdict.RETRIABLE;
      default:
        return verdictOfClass(state);
    }
  }

  private static Verdict verdictOfClass(String state) {
    if (state.length() != 5) {
      return Verdict.UNKNOWN;
    }
    switch (state.substring(0, 2)) {
      // connection exception
      case "08":
      // transaction rollback: serialization failure, deadlock
      case "40":
      // insufficient resources: too many connections, disk full, out of memory, all slots taken
      case "53":
        return Verdict.RETRIABLE;
      // feature not supported
      case "0A":
      // invalid authorization: password, unknown role, pg_hba.conf
      case "28":
      // invalid catalog name: no such database
      case "3D":
      // syntax error or access rule violation: undefined object (slot or publication gone),
      // insufficient privilege, invalid name, duplicate object
      case "42":
        return Verdict.FINAL;
      default:
        return Verdict.UNKNOWN;
    }
  }
}
