/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

/** Hears how far a long piece of work has come. */
@FunctionalInterface
public interface WorkListener {
    void update(long doneBytes, long totalBytes);
}
