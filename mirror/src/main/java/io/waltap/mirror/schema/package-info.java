/* SPDX-License-Identifier: Apache-2.0 */

/** What the columns of rows are, and how a table's schema follows them. */
package io.waltap.mirror.schema;
