/* SPDX-License-Identifier: Apache-2.0 */
/** Classes that the measured Connect worker loads in addition to the connectors. */
package io.waltap.bench.worker;
