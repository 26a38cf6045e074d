/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import java.util.UUID;

/**
 * A transaction that is prepared and waits for its coordinator's decision.
 *
 * @param transaction name of the distributed transaction
 * @param coordinator id of the store that holds the decision
 * @param preparedAtMillis wall-clock time of the preparation
 */
public record PreparedTransaction(UUID transaction, UUID coordinator, long preparedAtMillis) {}
