/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reads Iceberg tables, with the classes of the sink's plugin directory. A class loader of its own
 * loads the reader, so code in this package may need only the JDK and what that directory has.
 */
package io.waltap.standalone.lake;
