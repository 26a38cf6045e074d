/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.util.Arrays;
import java.util.Base64;

/**
 * An invitation as text: whoever holds it can make members of the group until it expires, so it is handed over like a password.
 *
 * <p>Text: {@code blazedb-invite-} and base64url of a group file as a joining home keeps it, signed by the root key through the
 * delegate certificate inside.
 */
final class InviteToken {
    private static final String PREFIX = "blazedb-invite-";
    private static final int TEXT_MAX = 8_192;

    private InviteToken() {}

    static String encode(Group invitation) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(invitation.encode());
    }

    static Group decode(String token, long nowSeconds) {
        String text = token.strip();
        if (!text.startsWith(PREFIX) || text.length() > TEXT_MAX) {
            throw invalid();
        }
        Group group;
        try {
            group = Group.decode(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
        } catch (IllegalArgumentException | SyncException e) {
            throw invalid();
        }
        Certificate delegate = group.delegate();
        if (delegate == null
                || delegate.kind() != Certificate.Kind.DELEGATE
                || !delegate.name().equals(group.name())
                || !delegate.isIssuedBy(group.groupKey())
                || !delegate.isValid(nowSeconds)
                || !Arrays.equals(delegate.subject(), group.issuer().publicKey())) {
            throw invalid();
        }
        return group;
    }

    private static SyncException invalid() {
        // The cause would quote the token, which is a secret.
        return new SyncException(SyncErrorCode.INVALID_TOKEN, "");
    }
}
