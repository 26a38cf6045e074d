/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The id of a branch, as the bytes under which the engine keeps it: format, length of the global id, global id, branch qualifier.
 *
 * @param bytes not to be changed
 */
record BranchId(ByteBuffer bytes) implements Xid {
    private static final int HEAD = 5;

    static BranchId of(@Nullable Xid xid) throws XAException {
        if (xid == null) {
            throw BlazeXaResource.failure(XAException.XAER_INVAL, "The branch's id is null.", null);
        }
        byte[] global = xid.getGlobalTransactionId();
        byte[] branch = xid.getBranchQualifier();
        if (global == null
                || branch == null
                || global.length > MAXGTRIDSIZE
                || branch.length > MAXBQUALSIZE
                || xid.getFormatId() == -1) {
            throw BlazeXaResource.failure(XAException.XAER_INVAL, "The branch's id is not valid.", null);
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + global.length + branch.length)
                .putInt(xid.getFormatId())
                .put((byte) global.length)
                .put(global)
                .put(branch);
        return new BranchId(bytes.flip());
    }

    static BranchId ofName(byte[] name) {
        return new BranchId(ByteBuffer.wrap(name));
    }

    byte[] name() {
        return part(0, bytes.limit());
    }

    @Override
    public int getFormatId() {
        return bytes.getInt(0);
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return part(HEAD, bytes.get(HEAD - 1));
    }

    @Override
    public byte[] getBranchQualifier() {
        int start = HEAD + bytes.get(HEAD - 1);
        return part(start, bytes.limit() - start);
    }

    private byte[] part(int start, int length) {
        byte[] part = new byte[length];
        bytes.get(start, part);
        return part;
    }

    @Override
    public String toString() {
        return "BranchId[" + HexFormat.of().formatHex(name()) + "]";
    }
}
