/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.support;

/** One thing that a driver must do; it throws when the driver does not. */
@FunctionalInterface
public interface Check {
    void run(Scratch scratch) throws Exception;
}
