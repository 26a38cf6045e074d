/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether views of several databases show nothing without what it was made in knowledge of: for each view, and each other database that it tells
 * of, the view of that one includes the commits that it tells of.
 *
 * <p>A replica whose owner tells nothing of that, as one beyond a hub, takes no part.
 */
final class CausalPoint {

    /**
     * A view that is too old.
     *
     * @param database whose view it is
     * @param sequence the commit that it lacks
     * @param by alias of the database whose rows may depend on it
     */
    record Behind(Database database, long sequence, String by) {
        /** Whether more has to be received before it can be seen. */
        boolean isOfReplica() {
            return isReplica(database);
        }

        /** Asks whoever follows the owner, in whatever process, to hear of the commit. */
        void want(Store main) {
            if (!isOfReplica() || main.isReadOnly()) {
                return;
            }
            try (WriteTransaction transaction = main.beginWrite(IsolationLevel.SNAPSHOT)) {
                if (Causes.wanted(transaction, database.namespace()) < sequence) {
                    Causes.want(transaction, database.namespace(), sequence);
                    long unused = transaction.commitVisibly();
                }
            } catch (StoreException conflict) {
                if (conflict.code() != StoreErrorCode.WRITE_CONFLICT) {
                    throw conflict;
                }
                // Somebody else asks for the same; it is looked at again after a pause.
            }
        }
    }

    private record View(Database database, Moment moment) {}

    private final List<View> views = new ArrayList<>();

    /** Adds what is seen of a database whose rows are in a store of this process. */
    void add(Database database, ReadTransaction view) {
        if (!isReplica(database)) {
            StoreResources resources = database.resources();
            views.add(new View(
                    database, database.attachment() == null ? resources.ownMoment(view) : resources.moment(view)));
            return;
        }
        Causes.Included included = Causes.included(view, database.namespace());
        if (included != null) {
            Map<UUID, Long> causes = Causes.known(view, database.namespace());
            views.add(new View(database, new Moment(included.owner(), included.sequence(), causes)));
        }
    }

    /** Adds what is seen of a served database; null is nothing. */
    void add(Database database, @Nullable Moment moment) {
        if (moment != null) {
            views.add(new View(database, moment));
        }
    }

    /** A view that lacks what another one depends on; null if there is none. */
    @Nullable
    Behind behind() {
        for (View effects : views) {
            Map<UUID, Long> causes = effects.moment.causes();
            for (View view : causes.isEmpty() ? List.<View>of() : views) {
                Long needed = causes.get(view.moment.database());
                boolean own = view.moment.database().equals(effects.moment.database());
                if (needed != null && !own && view.moment.sequence() < needed && canBe(view, effects, needed)) {
                    return new Behind(view.database, needed, effects.database.alias());
                }
            }
        }
        return null;
    }

    /** Whether a commit can exist: what was put back to an older state has lost commits that others still know. */
    private static boolean canBe(View view, View effects, long sequence) {
        if (isReplica(view.database) || view.database.remote() != null) {
            return true;
        }
        Store store = view.database.resources().store();
        // What a replica here depends on was here before it.
        boolean sameStore = effects.database.remote() == null
                && effects.database.resources().store() == store;
        return !sameStore && sequence <= store.committedSequence();
    }

    private static boolean isReplica(Database database) {
        return database.attachment() != null && database.namespace() != 0 && database.remote() == null;
    }
}
