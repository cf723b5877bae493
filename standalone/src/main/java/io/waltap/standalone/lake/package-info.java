/* SPDX-License-Identifier: Apache-2.0 */
/** Reading Iceberg tables back, with the classes of the sink's plugin directory. */
package io.waltap.standalone.lake;
