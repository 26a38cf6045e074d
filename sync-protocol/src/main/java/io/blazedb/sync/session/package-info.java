/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The two ends of a conversation as pure state machines: frames in, frames out; no thread, clock, randomness or socket inside. Imports subscription, identity
 * and wire. Read {@link io.blazedb.sync.session.SubscriberSession} first.
 */
@NullMarked
package io.blazedb.sync.session;

import org.jspecify.annotations.NullMarked;
