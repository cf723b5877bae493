/* SPDX-License-Identifier: Apache-2.0 */
/** {@code ./waltap demo}: a workload, the way to Iceberg, SQL over what landed, and a comparison row by row. */
package io.waltap.standalone.demo;
