/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.CommitTags;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a state of a database for people to keep elsewhere: the number of its newest commit, the tag of that commit, and tags of some before
 * it, each empty if it is not known any more.
 *
 * <pre>
 * 4711-0123456789abcdef-…-…      commit, its tag, the tag of the last multiple of 16 before it, of 256, …
 * </pre>
 *
 * @param sequence the newest commit
 * @param tags tags of commits, as far as they are known
 */
record Anchor(long sequence, Map<Long, byte[]> tags) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int TEXT_MAX = 1_000;

    /** The commits whose tags an anchor names. */
    static List<Long> commits(long sequence) {
        List<Long> commits = new ArrayList<>();
        commits.add(sequence);
        commits.addAll(CommitTags.waymarks(sequence));
        return commits;
    }

    /** BAD_ANCHOR if it is none. */
    static Anchor parse(String text) {
        String[] parts = text.length() > TEXT_MAX
                ? new String[0]
                : text.strip().toLowerCase(Locale.ROOT).split("-", -1);
        try {
            long sequence = Long.parseLong(parts[0]);
            List<Long> commits = commits(sequence);
            if (sequence < 0 || parts.length != commits.size() + 1) {
                throw new IllegalArgumentException("number of tags");
            }
            Map<Long, byte[]> tags = new TreeMap<>();
            for (int i = 1; i < parts.length; i++) {
                byte[] tag = HEX.parseHex(parts[i]);
                if (tag.length == CommitTags.TAG_BYTES) {
                    tags.put(commits.get(i - 1), tag);
                } else if (tag.length > 0) {
                    throw new IllegalArgumentException("length of a tag");
                }
            }
            return new Anchor(sequence, tags);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
            throw new StoreException(StoreErrorCode.BAD_ANCHOR, "");
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(sequence);
        for (long commit : commits(sequence)) {
            byte[] tag = tags.get(commit);
            text.append('-').append(tag == null ? "" : HEX.formatHex(tag));
        }
        return text.toString();
    }
}
