/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/**
 * What is wrong with a configuration, bound to the property to change.
 *
 * @param property the key, as the user wrote it
 * @param message what is wrong, the rule and the way out; never a secret
 */
public record ConfigProblem(String property, String message) {}
