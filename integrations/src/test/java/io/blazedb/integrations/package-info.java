/* SPDX-License-Identifier: Apache-2.0 */
/** The clients that most programs use, each at an ordinary day's work. */
package io.blazedb.integrations;
