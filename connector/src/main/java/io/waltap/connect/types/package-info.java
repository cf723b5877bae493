/* SPDX-License-Identifier: Apache-2.0 */
/**
 * One decoder per column: a value of PostgreSQL, in binary or text form, becomes a value of
 * Connect. It does no I/O; what it must know of the database comes through {@code TypeLookup}. It
 * may use {@code struct}.
 */
package io.waltap.connect.types;
