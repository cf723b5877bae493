/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Decoders of PostgreSQL's own geometric types and of PostGIS types. Their values are Debezium's
 * structs around well-known binary.
 */
final class GeometricDecoders {

  private GeometricDecoders() {}

  private static SchemaBuilder geometryBuilder() {
    return SchemaBuilder.struct()
        .name("io.debezium.data.geometry.Geometry")
        .version(2)
        .doc("Geometry")
        .field("wkb", Schema.BYTES_SCHEMA)
        .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
        .field(
            "extensions",
            SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).optional().build());
  }

  private static SchemaBuilder pointBuilder() {
    return SchemaBuilder.struct()
        .name("io.debezium.data.geometry.Point")
        .version(1)
        .doc("Geometry (POINT)")
        .field("x", Schema.FLOAT64_SCHEMA)
        .field("y", Schema.FLOAT64_SCHEMA)
        .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
        .field("srid", Schema.OPTIONAL_INT32_SCHEMA);
  }

  static double[] readPoints(WireReader reader, int count) {
    double[] coordinates = new double[2 * count];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = reader.readFloat8();
    }
    return coordinates;
  }

  /** {@code point}. */
  static final class Point extends StructDecoder {

    Point() {
      this(pointBuilder().optional().build());
    }

    private Point(Schema schema) {
      super(schema);
    }

    @Override
    public SchemaBuilder schema() {
      return pointBuilder();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new Point(columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("point", 16, length);
      WireReader reader = new WireReader(data, offset, length);
      return struct(reader.readFloat8(), reader.readFloat8());
    }

    @Override
    public Object absent() {
      return struct(0, 0);
    }

    private Struct struct(double x, double y) {
      Struct struct = newStruct();
      put(struct, 0, x);
      put(struct, 1, y);
      put(struct, 2, Wkb.point(x, y));
      return struct;
    }
  }

  /** {@code line}. */
  static final class Line extends StructDecoder {

    Line() {
      this(lineBuilder().optional().build());
    }

    private Line(Schema schema) {
      super(schema);
    }

    private static SchemaBuilder lineBuilder() {
      return SchemaBuilder.struct()
          .name("io.debezium.data.geometry.Line")
          .version(1)
          .doc("Geometry (LINE)")
          .field("a", Schema.FLOAT64_SCHEMA)
          .field("b", Schema.FLOAT64_SCHEMA)
          .field("c", Schema.FLOAT64_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return lineBuilder();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new Line(columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("line", 24, length);
      WireReader reader = new WireReader(data, offset, length);
      return struct(reader.readFloat8(), reader.readFloat8(), reader.readFloat8());
    }

    @Override
    public Object absent() {
      return struct(0, 1, 0);
    }

    @Override
    public boolean alwaysOptional() {
      return true;
    }

    private Struct struct(double a, double b, double c) {
      Struct struct = newStruct();
      put(struct, 0, a);
      put(struct, 1, b);
      put(struct, 2, c);
      return struct;
    }
  }

  /** {@code circle}. */
  static final class Circle extends StructDecoder {

    Circle() {
      this(circleBuilder().optional().build());
    }

    private Circle(Schema schema) {
      super(schema);
    }

    private static SchemaBuilder circleBuilder() {
      return SchemaBuilder.struct()
          .name("io.debezium.data.geometry.Circle")
          .version(1)
          .doc("Geometry (CIRCLE)")
          .field("center", pointBuilder().build())
          .field("radius", Schema.FLOAT64_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return circleBuilder();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new Circle(columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("circle", 24, length);
      WireReader reader = new WireReader(data, offset, length);
      return struct(reader.readFloat8(), reader.readFloat8(), reader.readFloat8());
    }

    @Override
    public Object absent() {
      return struct(0, 0, 0);
    }

    @Override
    public boolean alwaysOptional() {
      return true;
    }

    private Struct struct(double x, double y, double radius) {
      Struct center = new Struct(fieldSchema(0));
      center.put("x", x);
      center.put("y", y);
      center.put("wkb", Wkb.point(x, y));
      Struct struct = newStruct();
      put(struct, 0, center);
      put(struct, 1, radius);
      return struct;
    }
  }

  /** The type of a {@link Shape}. */
  enum ShapeType {
    LSEG,
    BOX,
    PATH,
    POLYGON
  }

  /** {@code lseg}, {@code box}, {@code path}, {@code polygon}: {@code extensions} says which. */
  static final class Shape extends StructDecoder {

    private static final Map<String, String> LSEG = Map.of("type", "lseg");
    private static final Map<String, String> BOX = Map.of("type", "box");
    private static final Map<String, String> POLYGON = Map.of("type", "polygon");
    private static final Map<String, String> PATH = Map.of("type", "path");
    private static final Map<String, String> OPEN_PATH = Map.of("type", "path", "closed", "false");
    private static final Map<String, String> CLOSED_PATH = Map.of("type", "path", "closed", "true");

    private final ShapeType type;

    Shape(ShapeType type) {
      this(type, geometryBuilder().optional().build());
    }

    private Shape(ShapeType type, Schema schema) {
      super(schema);
      this.type = type;
    }

    @Override
    public SchemaBuilder schema() {
      return geometryBuilder();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new Shape(type, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader reader = new WireReader(data, offset, length);
      Struct struct =
          switch (type) {
            case LSEG -> struct(Wkb.lineString(readPoints(reader, 2)), LSEG);
            case BOX -> struct(Wkb.polygon(corners(readPoints(reader, 2))), BOX);
            case PATH -> readPath(reader);
            case POLYGON ->
                struct(Wkb.polygon(closed(readPoints(reader, reader.readCount(16)))), POLYGON);
          };
      reader.requireEnd();
      return struct;
    }

    /** The smallest valid shape. */
    @Override
    public Object absent() {
      return switch (type) {
        case LSEG -> struct(Wkb.lineString(new double[] {0, 0, 1, 0}), LSEG);
        case BOX -> struct(Wkb.polygon(new double[] {0, 0, 0, 1, 1, 1, 1, 0, 0, 0}), BOX);
        case PATH -> struct(Wkb.lineString(new double[] {0, 0, 1, 0}), PATH);
        case POLYGON -> struct(Wkb.polygon(new double[] {0, 0, 1, 0, 0, 1, 0, 0}), POLYGON);
      };
    }

    @Override
    public boolean alwaysOptional() {
      return true;
    }

    private Struct readPath(WireReader reader) {
      boolean isClosed = reader.readByte() != 0;
      double[] points = readPoints(reader, reader.readCount(16));
      return struct(Wkb.lineString(points), isClosed ? CLOSED_PATH : OPEN_PATH);
    }

    private Struct struct(byte[] wkb, Map<String, String> extensions) {
      Struct struct = newStruct();
      put(struct, 0, wkb);
      put(struct, 2, extensions);
      return struct;
    }

    /** The ring around a box, which is given by two opposite corners. */
    private static double[] corners(double[] box) {
      return new double[] {
        box[0], box[1], box[0], box[3], box[2], box[3], box[2], box[1], box[0], box[1]
      };
    }

    /** The ring, with its first point also at the end. */
    private static double[] closed(double[] points) {
      int last = points.length - 2;
      if (points.length < 4 || (points[0] == points[last] && points[1] == points[last + 1])) {
        return points;
      }
      double[] ring = Arrays.copyOf(points, points.length + 2);
      ring[points.length] = points[0];
      ring[points.length + 1] = points[1];
      return ring;
    }
  }

  /**
   * PostGIS: {@code geometry} and {@code geography}. The server sends extended well-known binary,
   * which is passed on unchanged.
   */
  static final class PostGis extends StructDecoder {

    private static final int HAS_SRID = 0x20000000;
    private static final byte[] EMPTY_COLLECTION = {1, 7, 0, 0, 0, 0, 0, 0, 0};

    private final boolean geography;

    PostGis(boolean geography) {
      this(geography, builder(geography).optional().build());
    }

    private PostGis(boolean geography, Schema schema) {
      super(schema);
      this.geography = geography;
    }

    private static SchemaBuilder builder(boolean geography) {
      return geography
          ? SchemaBuilder.struct()
              .name("io.debezium.data.geometry.Geography")
              .version(1)
              .doc("Geography")
              .field("wkb", Schema.BYTES_SCHEMA)
              .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
          : geometryBuilder();
    }

    @Override
    public SchemaBuilder schema() {
      return builder(geography);
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new PostGis(geography, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      if (length < 5) {
        throw WireReader.malformed("geometry of " + length + " bytes");
      }
      boolean littleEndian = data[offset] == 1;
      Struct struct = newStruct();
      put(struct, 0, Arrays.copyOfRange(data, offset, offset + length));
      if ((integer(data, offset + 1, littleEndian) & HAS_SRID) != 0) {
        if (length < 9) {
          throw WireReader.malformed("geometry of " + length + " bytes");
        }
        put(struct, 1, integer(data, offset + 5, littleEndian));
      }
      return struct;
    }

    @Override
    public Object absent() {
      Struct struct = newStruct();
      put(struct, 0, EMPTY_COLLECTION.clone());
      return struct;
    }

    @Override
    public boolean alwaysOptional() {
      return true;
    }

    private static int integer(byte[] data, int offset, boolean littleEndian) {
      int value = WireReader.int4(data, offset);
      return littleEndian ? Integer.reverseBytes(value) : value;
    }
  }
}
