/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types that every PostgreSQL server has, with their arrays. Their OIDs are fixed, so no
 * catalog is asked for them.
 */
final class BuiltInTypes {

  private static final Map<Integer, PgType> BY_OID = new HashMap<>();

  static {
    base("bool", 16, 1000);
    base("bytea", 17, 1001);
    base("char", 18, 1002);
    base("name", 19, 1003);
    base("int8", 20, 1016);
    base("int2", 21, 1005);
    base("int2vector", 22, 1006);
    base("int4", 23, 1007);
    base("regproc", 24, 1008);
    base("text", 25, 1009);
    base("oid", 26, 1028);
    base("tid", 27, 1010);
    base("xid", 28, 1011);
    base("cid", 29, 1012);
    base("oidvector", 30, 1013);
    base("json", 114, 199);
    base("xml", 142, 143);
    base("point", 600, 1017);
    base("lseg", 601, 1018);
    base("path", 602, 1019);
    add("box", 603, 1020, PgType.Kind.BASE, 0, ';', false);
    base("polygon", 604, 1027);
    base("line", 628, 629);
    base("cidr", 650, 651);
    base("float4", 700, 1021);
    base("float8", 701, 1022);
    base("circle", 718, 719);
    base("macaddr8", 774, 775);
    base("money", 790, 791);
    base("macaddr", 829, 1040);
    base("inet", 869, 1041);
    add("aclitem", 1033, 1034, PgType.Kind.BASE, 0, ',', true);
    base("bpchar", 1042, 1014);
    base("varchar", 1043, 1015);
    base("date", 1082, 1182);
    base("time", 1083, 1183);
    base("timestamp", 1114, 1115);
    base("timestamptz", 1184, 1185);
    base("interval", 1186, 1187);
    base("timetz", 1266, 1270);
    base("bit", 1560, 1561);
    base("varbit", 1562, 1563);
    base("numeric", 1700, 1231);
    base("refcursor", 1790, 2201);
    base("regprocedure", 2202, 2207);
    base("regoper", 2203, 2208);
    base("regoperator", 2204, 2209);
    base("regclass", 2205, 2210);
    base("regtype", 2206, 2211);
    base("uuid", 2950, 2951);
    base("txid_snapshot", 2970, 2949);
    base("pg_lsn", 3220, 3221);
    base("tsvector", 3614, 3643);
    base("tsquery", 3615, 3645);
    add("gtsvector", 3642, 3644, PgType.Kind.BASE, 0, ',', true);
    base("regconfig", 3734, 3735);
    base("regdictionary", 3769, 3770);
    base("jsonb", 3802, 3807);
    base("jsonpath", 4072, 4073);
    base("regnamespace", 4089, 4090);
    base("regrole", 4096, 4097);
    base("regcollation", 4191, 4192);
    base("pg_snapshot", 5038, 5039);
    base("xid8", 5069, 271);
    range("int4range", 3904, 3905, 23);
    range("numrange", 3906, 3907, 1700);
    range("tsrange", 3908, 3909, 1114);
    range("tstzrange", 3910, 3911, 1184);
    range("daterange", 3912, 3913, 1082);
    range("int8range", 3926, 3927, 20);
    multirange("int4multirange", 4451, 6150, 3904);
    multirange("nummultirange", 4532, 6151, 3906);
    multirange("tsmultirange", 4533, 6152, 3908);
    multirange("tstzmultirange", 4534, 6153, 3910);
    multirange("datemultirange", 4535, 6155, 3912);
    multirange("int8multirange", 4536, 6157, 3926);
  }

  private BuiltInTypes() {}

  /** The type with this OID, or null if it is not one of these. */
  static PgType find(int oid) {
    return BY_OID.get(oid);
  }

  private static void base(String name, int oid, int arrayOid) {
    add(name, oid, arrayOid, PgType.Kind.BASE, 0, ',', false);
  }

  private static void range(String name, int oid, int arrayOid, int subtype) {
    add(name, oid, arrayOid, PgType.Kind.RANGE, subtype, ',', false);
  }

  private static void multirange(String name, int oid, int arrayOid, int range) {
    add(name, oid, arrayOid, PgType.Kind.MULTIRANGE, range, ',', false);
  }

  private static void add(
      String name,
      int oid,
      int arrayOid,
      PgType.Kind kind,
      int related,
      char delimiter,
      boolean sentAsText) {
    put(oid, name, kind, related, delimiter, sentAsText);
    put(arrayOid, "_" + name, PgType.Kind.ARRAY, oid, delimiter, false);
  }

  private static void put(
      int oid, String name, PgType.Kind kind, int related, char delimiter, boolean sentAsText) {
    PgType type =
        new PgType(
            oid,
            "pg_catalog",
            name,
            kind,
            related,
            -1,
            List.of(),
            List.of(),
            delimiter,
            sentAsText);
    BY_OID.put(oid, type);
  }
}
