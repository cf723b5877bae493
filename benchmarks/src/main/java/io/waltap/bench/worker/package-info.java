/* SPDX-License-Identifier: Apache-2.0 */
/** What the measured Connect worker loads of ours beside the connectors. */
package io.waltap.bench.worker;
