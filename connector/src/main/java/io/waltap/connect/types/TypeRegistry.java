/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the decoder of a column from the OID and the modifier of its type. The built-in types are
 * known. All other types are looked up once and kept until {@link #refresh}. Safe for several
 * threads.
 *
 * <p>Some types are left out, unless {@code include.unknown.datatypes} asks for the bytes of their
 * text. They are multiranges, ranges that users define, composites, {@code tsquery}, {@code
 * pg_lsn}, {@code xid}, {@code xid8}, {@code cid}, {@code tid}, {@code jsonpath}, {@code
 * pg_snapshot}, {@code txid_snapshot} and the {@code reg} types. The text of a {@code reg} type is
 * its number, because the stream does not have the name. Also left out are types of the isn
 * extension except {@code isbn}, types of unknown extensions, and arrays of all these types.
 */
public final class TypeRegistry {

  private final TypeOptions options;
  private final TypeLookup lookup;
  private final ScalarDecoders scalars;
  private final TextForms forms;
  private final Map<Integer, PgType> lookedUp = new ConcurrentHashMap<>();

  public TypeRegistry(TypeOptions options, TypeLookup lookup) {
    this.options = options;
    this.lookup = lookup;
    this.scalars = new ScalarDecoders(options);
    this.forms = new TextForms(this::type, options.moneyFractionDigits());
  }

  /**
   * @param typmod {@code atttypmod} of the column, -1 for none
   * @return the decoder, or null if a column of this type is left out
   */
  public ColumnDecoder decoder(int typeOid, int typmod) {
    return decoder(typeOid, typmod, EnumLabels.KNOWN_ONLY);
  }

  /**
   * @param labels what to do with a label that the enum does not have
   */
  public ColumnDecoder decoder(int typeOid, int typmod, EnumLabels labels) {
    return decoder(typeOid, typmod, labels, options.includeUnknown());
  }

  /**
   * The decoder of a column that is never left out. Whatever the options say, a type without a
   * representation of its own is emitted as the bytes of its text.
   */
  public ColumnDecoder decoderOfAnyType(int typeOid, int typmod, EnumLabels labels) {
    return decoder(typeOid, typmod, labels, true);
  }

  private ColumnDecoder decoder(int typeOid, int typmod, EnumLabels labels, boolean anyType) {
    PgType type = type(typeOid);
    if (type == null) {
      return anyType ? new UnknownTypeDecoder(options, null) : null;
    }
    ColumnDecoder known = known(type, typmod, labels, anyType);
    return known == null ? unknown(type, anyType) : known;
  }

  /** The type with this OID, or null if the catalog has none. */
  public PgType type(int oid) {
    PgType builtIn = BuiltInTypes.find(oid);
    if (builtIn != null) {
      return builtIn;
    }
    PgType known = lookedUp.get(oid);
    if (known != null) {
      return known;
    }
    PgType found = lookup.findType(oid);
    if (found != null) {
      lookedUp.put(oid, found);
    }
    return found;
  }

  /** Forgets the types that were looked up, so that changes such as new enum labels are read. */
  public void refresh() {
    lookedUp.clear();
  }

  private ColumnDecoder known(PgType type, int typmod, EnumLabels labels, boolean anyType) {
    return switch (type.kind()) {
      case BASE ->
          isBuiltIn(type)
              ? scalars.builtIn(type.name(), typmod)
              : scalars.extension(type.name(), typmod);
      case ENUM -> new EnumDecoder(type, labels);
      case DOMAIN -> knownDomain(type, labels, anyType);
      case RANGE -> isBuiltIn(type) ? scalars.range(forms.find(type)) : null;
      case ARRAY -> array(type, typmod, labels, anyType);
      case COMPOSITE, MULTIRANGE -> null;
    };
  }

  /** A domain has the decoder of its base type, with the domain's own modifier. */
  private ColumnDecoder knownDomain(PgType domain, EnumLabels labels, boolean anyType) {
    PgType base = type(domain.relatedOid());
    return base == null ? null : known(base, domain.typmod(), labels, anyType);
  }

  /** An array column's modifier is the modifier of its elements. */
  private ColumnDecoder array(PgType array, int typmod, EnumLabels labels, boolean anyType) {
    PgType element = type(array.relatedOid());
    if (element == null) {
      return null;
    }
    ColumnDecoder known = known(element, typmod, labels, anyType);
    ColumnDecoder decoder = known == null ? unknown(element, anyType) : known;
    return decoder == null ? null : new ArrayDecoder(decoder);
  }

  private ColumnDecoder unknown(PgType type, boolean anyType) {
    return anyType ? new UnknownTypeDecoder(options, forms.find(type)) : null;
  }

  private static boolean isBuiltIn(PgType type) {
    return BuiltInTypes.find(type.oid()) != null;
  }
}
