/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Group;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Offer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Who may keep a replica of which publication. Names of apps and groups mean what they mean in the publisher's home. */
public final class Grants {
    private final Home home;
    private final LongSupplier nowMicros;

    /**
     * Grants as they are seen from a home.
     *
     * @param nowMicros the time that decides which of them have ended
     */
    public Grants(Home home, LongSupplier nowMicros) {
        this.home = home;
        this.nowMicros = nowMicros;
    }

    /** What is granted to anybody; ordered by name. */
    List<Offer> offers(CatalogView catalog) {
        List<Offer> offers = new ArrayList<>();
        for (PublicationDefinition publication : catalog.publications()) {
            Set<Offer.Grantee> grantees = new LinkedHashSet<>();
            for (GrantDefinition grant : catalog.grants(publication.name())) {
                if (grant.isValidAt(nowMicros.getAsLong())) {
                    grantees.add(new Offer.Grantee(grant.granteeKind().name().replace('_', ' '), grant.grantee()));
                }
            }
            if (!grantees.isEmpty()) {
                offers.add(new Offer(publication.name(), List.copyOf(grantees)));
            }
        }
        return offers;
    }

    /** Publications that a peer, who has proved who it is, may keep a replica of; ordered by name. */
    public List<PublicationDefinition> subscribable(CatalogView catalog, Credentials peer) {
        return granted(catalog, peer, GrantDefinition.Privilege.SUBSCRIBE);
    }

    /** Publications that a peer may query; ordered by name. */
    public List<PublicationDefinition> selectable(CatalogView catalog, Credentials peer) {
        return granted(catalog, peer, GrantDefinition.Privilege.SELECT);
    }

    /** Publications that a peer may write; ordered by name. What it may not read it cannot write. */
    public List<PublicationDefinition> writable(CatalogView catalog, Credentials peer) {
        List<PublicationDefinition> readable = readable(catalog, peer);
        return granted(catalog, peer, GrantDefinition.Privilege.WRITE).stream()
                .filter(readable::contains)
                .toList();
    }

    /** Publications that a peer may read in some way. */
    public List<PublicationDefinition> readable(CatalogView catalog, Credentials peer) {
        List<PublicationDefinition> readable = new ArrayList<>(subscribable(catalog, peer));
        for (PublicationDefinition publication : selectable(catalog, peer)) {
            if (!readable.contains(publication)) {
                readable.add(publication);
            }
        }
        return readable;
    }

    private List<PublicationDefinition> granted(
            CatalogView catalog, Credentials peer, GrantDefinition.Privilege privilege) {
        List<PublicationDefinition> granted = new ArrayList<>();
        for (PublicationDefinition publication : catalog.publications()) {
            if (catalog.grants(publication.name()).stream()
                    .anyMatch(grant -> grant.privilege() == privilege && gives(grant, peer))) {
                granted.add(publication);
            }
        }
        return granted;
    }

    /** Whether the peer may read something without keeping a replica of it. */
    public boolean mayOnlySelect(CatalogView catalog, Credentials peer) {
        return catalog.grants().stream()
                .anyMatch(grant -> grant.privilege() == GrantDefinition.Privilege.SELECT && gives(grant, peer));
    }

    /** Whether a grant of the privilege to the peer has ended by itself. */
    public boolean hasExpired(CatalogView catalog, Credentials peer, GrantDefinition.Privilege privilege) {
        return catalog.grants().stream()
                .anyMatch(grant -> grant.privilege() == privilege && names(grant, peer) && !gives(grant, peer));
    }

    private boolean gives(GrantDefinition grant, Credentials peer) {
        return names(grant, peer) && grant.isValidAt(nowMicros.getAsLong());
    }

    /** Whether the peer is among those that the grant names, however long it is valid. */
    public boolean names(GrantDefinition grant, Credentials peer) {
        boolean sameUser = Arrays.equals(peer.userKey(), home.userKey());
        return switch (grant.granteeKind()) {
            case APP -> sameUser && peer.appName().equals(grant.grantee());
            case APP_GROUP -> isMember(grant.grantee(), peer);
            case USER -> peer.userId().equals(grant.grantee());
            case SAME_USER -> sameUser;
            case PUBLIC -> true;
        };
    }

    private boolean isMember(String groupName, Credentials peer) {
        Optional<Group> group = home.findGroup(groupName);
        return group.isPresent()
                && peer.memberships().stream()
                        .anyMatch(membership -> membership.group().equals(groupName)
                                && Arrays.equals(
                                        membership.groupKey(), group.get().groupKey()));
    }
}
