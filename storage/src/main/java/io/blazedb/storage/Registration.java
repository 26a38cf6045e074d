/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

/** Something that goes on until closed. Closing twice does nothing. */
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
