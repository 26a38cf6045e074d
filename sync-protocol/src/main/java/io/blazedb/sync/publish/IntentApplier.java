/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.session.PublisherSession;
import io.blazedb.sync.subscription.Intent;
import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.WriteTerms;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides about what others write into the owner's tables.
 *
 * <p>Invariants:
 * <ol>
 *   <li>An intent's changes, its outcome, the last number of its queue and the audit entry are one commit of the owner.
 *   <li>The rules that it was judged by are those of that commit: a change of the catalog in between makes it be judged again.
 * </ol>
 *
 * <p>Threading: safe for any number of threads.
 */
public final class IntentApplier implements PublisherSession.Writes {
    private static final System.Logger LOG = System.getLogger(IntentApplier.class.getName());
    private static final String ACTION = "WRITE";
    private static final int RULES_KEPT = 64;

    private final OwnedRows rows;
    private final Grants grants;
    private final AuditLog audit;
    private final ConditionCompiler conditions;
    private final Clock clock;

    /** Whose rules, under which version of the catalog: what somebody is granted also depends on what they show of themselves. */
    private record Rules(String user, String app, List<String> writable, List<String> readable, long version) {}

    private final Map<Rules, WritableTables> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Rules, WritableTables> eldest) {
            return size() > RULES_KEPT;
        }
    };

    public IntentApplier(OwnedRows rows, Publisher publisher, ConditionCompiler conditions, Clock clock) {
        this.rows = rows;
        this.grants = publisher.grants();
        this.audit = publisher.audit();
        this.conditions = conditions;
        this.clock = clock;
    }

    @Override
    public WriteTerms terms(Credentials peer, UUID queue) {
        return rows.commit(transaction -> {
            WritableTables writable = writable(transaction, peer);
            boolean any = !writable.publications().isEmpty();
            audit.append(
                    transaction.store(),
                    principal(peer),
                    ACTION,
                    writable.publications(),
                    any,
                    any ? "asked what may be written" : "WRITE is not granted");
            return writable.terms(new DecidedIntents(peer.deviceId(), queue).last(transaction.store()));
        });
    }

    @Override
    public @Nullable IntentOutcome apply(Credentials peer, Intent intent) {
        byte[] digest = intent.digest();
        try {
            return rows.commit(transaction -> decide(transaction, peer, intent, digest))
                    .orElse(null);
        } catch (BlazeSqlException e) {
            throw new SyncException(SyncErrorCode.OVERLOADED, "the write could not be decided now", e);
        } catch (StoreException e) {
            throw new SyncException(SyncErrorCode.IO_ERROR, "the write could not be decided now", e);
        }
    }

    private Optional<IntentOutcome> decide(
            OwnedRows.Transaction transaction, Credentials peer, Intent intent, byte[] digest) {
        DecidedIntents decided = new DecidedIntents(peer.deviceId(), intent.queue());
        WriteTransaction store = transaction.store();
        long last = decided.last(store);
        if (intent.sequence() <= last) {
            return Optional.of(decided.outcome(store, intent.sequence(), digest));
        }
        if (intent.sequence() != last + 1 && intent.sequence() != intent.oldest()) {
            return Optional.empty();
        }
        IntentOutcome outcome = judge(transaction, peer, intent);
        decided.decide(store, outcome, digest, intent.oldest(), nowMicros());
        return Optional.of(outcome);
    }

    private IntentOutcome judge(OwnedRows.Transaction transaction, Credentials peer, Intent intent) {
        Catalog.requireUnchanged(transaction.store());
        WritableTables writable = writable(transaction, peer);
        IntentApplication application = new IntentApplication(transaction, writable);
        int[] reached = {0};
        IntentRejected rejection = null;
        try {
            transaction.undoable(() -> {
                for (IntentOp op : intent.ops()) {
                    application.apply(intent.schema().tables().get(op.table()), op);
                    reached[0]++;
                }
            });
        } catch (IntentRejected rejected) {
            rejection = rejected;
        } catch (SyncException malformed) {
            rejection = new IntentRejected(SqlErrorCode.DATA_EXCEPTION, "a row cannot be read");
        } catch (BlazeSqlException failure) {
            if (IntentRejected.isPassing(failure.code())) {
                throw failure;
            }
            rejection = IntentRejected.of(failure, tableOf(intent, reached[0]));
        }
        if (rejection == null) {
            audit.append(
                    transaction.store(),
                    principal(peer),
                    ACTION,
                    List.copyOf(application.publications()),
                    true,
                    "intent " + intent.sequence() + ", rows: " + intent.ops().size());
            return IntentOutcome.accepted(intent.sequence());
        }
        audit.append(
                transaction.store(),
                principal(peer),
                ACTION,
                writable.publications(),
                false,
                "intent " + intent.sequence() + ", " + rejection.sqlState() + ": " + rejection.text());
        int cause = Math.min(reached[0], Math.max(0, intent.ops().size() - 1));
        return IntentOutcome.rejected(
                intent.sequence(), rejection.sqlState(), rejection.text(), cause, rejection.ownerRow());
    }

    /** The table of an operation; of the last one if all were done and something was checked at the end. */
    private static TableDefinition tableOf(Intent intent, int reached) {
        int place = Math.min(reached, intent.ops().size() - 1);
        return intent.schema().tables().get(intent.ops().get(place).table());
    }

    private WritableTables writable(OwnedRows.Transaction transaction, Credentials peer) {
        CatalogView catalog = transaction.catalog();
        Rules rules = new Rules(
                peer.userId(),
                peer.appName(),
                names(grants.writable(catalog, peer)),
                names(grants.readable(catalog, peer)),
                catalog.version());
        synchronized (known) {
            WritableTables found = known.get(rules);
            if (found != null) {
                return found;
            }
        }
        WritableTables made;
        try {
            made = WritableTables.of(catalog, grants, peer, conditions);
        } catch (BlazeSqlException | SyncException e) {
            // What is wrong with the owner's conditions is not the writer's business; nothing may be written then.
            LOG.log(System.Logger.Level.WARNING, "a publication cannot be written because of its condition", e);
            return WritableTables.NONE;
        }
        synchronized (known) {
            known.put(rules, made);
        }
        return made;
    }

    private static List<String> names(List<PublicationDefinition> publications) {
        return publications.stream().map(PublicationDefinition::name).toList();
    }

    private static AuditEntry.Principal principal(Credentials peer) {
        return new AuditEntry.Principal(peer.userId(), peer.appName(), peer.deviceId());
    }

    private long nowMicros() {
        return clock.instant().toEpochMilli() * 1_000;
    }
}
