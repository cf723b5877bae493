/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Fast access to the values of Connect's Structs, for all code that fills or copies one per row. It
 * may use no other package.
 */
package io.waltap.connect.struct;
