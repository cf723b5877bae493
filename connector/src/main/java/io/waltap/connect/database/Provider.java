/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * Who runs the server, as its roles show. Logical replication is turned on differently by each
 * provider.
 */
public enum Provider {
  SELF_MANAGED("self-managed", "", ""),
  AMAZON_RDS(
      "Amazon RDS or Aurora",
      "rds_replication",
      "set rds.logical_replication = 1 in the parameter group (Aurora: of the cluster), and reboot"
          + " the instance"),
  GOOGLE_CLOUD_SQL(
      "Google Cloud SQL or AlloyDB",
      "cloudsqlsuperuser",
      "set the flag cloudsql.logical_decoding = on (AlloyDB: alloydb.logical_decoding), and restart"
          + " the instance"),
  AZURE(
      "Azure Database for PostgreSQL",
      "azure_pg_admin",
      "set the server parameter wal_level = logical, and restart the server"),
  SUPABASE(
      "Supabase",
      "supabase_admin",
      "wal_level is logical by default, so it was changed: set it to logical again, and restart the"
          + " project");

  private final String title;
  private final String telltaleRole;
  private final String logicalWal;

  Provider(String title, String telltaleRole, String logicalWal) {
    this.title = title;
    this.telltaleRole = telltaleRole;
    this.logicalWal = logicalWal;
  }

  /** The name, for messages. */
  public String title() {
    return title;
  }

  /** A role that only servers of this provider have; empty for {@link #SELF_MANAGED}. */
  String telltaleRole() {
    return telltaleRole;
  }

  /** How {@code wal_level} becomes logical if SQL cannot do it; else empty. */
  public String logicalWal() {
    return logicalWal;
  }

  /** The statement that lets a role replicate. */
  public String grantReplication(String role) {
    return this == AMAZON_RDS
        ? "GRANT rds_replication TO " + Identifiers.quote(role) + ";"
        : "ALTER ROLE " + Identifiers.quote(role) + " WITH REPLICATION;";
  }
}
