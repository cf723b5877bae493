/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes shapes as well-known binary, little endian. Coordinates are in the order x, y, x, y... */
final class Wkb {

  private static final VarHandle INT4 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT8 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int POINT = 1;
  private static final int LINE_STRING = 2;
  private static final int POLYGON = 3;

  private Wkb() {}

  static byte[] point(double x, double y) {
    byte[] wkb = shape(POINT, 21);
    putCoordinate(wkb, 5, x);
    putCoordinate(wkb, 13, y);
    return wkb;
  }

  static byte[] lineString(double[] coordinates) {
    byte[] wkb = shape(LINE_STRING, 9 + 8 * coordinates.length);
    putInt(wkb, 5, coordinates.length / 2);
    putCoordinates(wkb, 9, coordinates);
    return wkb;
  }

  /** A polygon of one ring. The coordinates must close the ring. */
  static byte[] polygon(double[] coordinates) {
    byte[] wkb = shape(POLYGON, 13 + 8 * coordinates.length);
    putInt(wkb, 5, 1);
    putInt(wkb, 9, coordinates.length / 2);
    putCoordinates(wkb, 13, coordinates);
    return wkb;
  }

  private static byte[] shape(int type, int size) {
    byte[] wkb = new byte[size];
    wkb[0] = 1;
    putInt(wkb, 1, type);
    return wkb;
  }

  private static void putInt(byte[] wkb, int at, int value) {
    INT4.set(wkb, at, value);
  }

  private static void putCoordinate(byte[] wkb, int at, double value) {
    INT8.set(wkb, at, Double.doubleToRawLongBits(value));
  }

  private static void putCoordinates(byte[] wkb, int from, double[] coordinates) {
    int at = from;
    for (double coordinate : coordinates) {
      putCoordinate(wkb, at, coordinate);
      at += 8;
    }
  }
}
