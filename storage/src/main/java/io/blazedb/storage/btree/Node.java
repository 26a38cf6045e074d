/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafEntry;
import io.blazedb.storage.page.RowLeaf;
import java.util.List;

/**
 * A node of the tree being made, at a known place in the key order: either a page in the file, or contents that still have to be
 * written.
 */
abstract sealed class Node {
    /** Lower bound of its keys; the exact first key only by chance. */
    private final byte[] separator;

    Node(byte[] separator) {
        this.separator = separator;
    }

    byte[] separator() {
        return separator;
    }

    /** A page in the file. */
    static final class Written extends Node {
        private final ChildEntry entry;

        Written(byte[] separator, ChildEntry entry) {
            super(separator);
            this.entry = entry;
        }

        ChildEntry entry() {
            return entry;
        }
    }

    /** Contents without a page. */
    abstract static sealed class Unwritten extends Node {
        Unwritten(byte[] separator) {
            super(separator);
        }

        abstract int level();

        abstract int usedBytes();

        abstract long entries();

        abstract boolean hasLarge();

        abstract byte[] encode(int pageBytes);
    }

    static final class Leaf extends Unwritten {
        private final List<LeafEntry> entries;

        Leaf(byte[] separator, List<LeafEntry> entries) {
            super(separator);
            this.entries = entries;
        }

        List<LeafEntry> contents() {
            return entries;
        }

        @Override
        int level() {
            return 0;
        }

        @Override
        int usedBytes() {
            return RowLeaf.FORMAT.usedBytes(entries, 0, entries.size());
        }

        @Override
        long entries() {
            return entries.size();
        }

        @Override
        boolean hasLarge() {
            return entries.stream().anyMatch(LeafEntry::large);
        }

        @Override
        byte[] encode(int pageBytes) {
            return RowLeaf.FORMAT.encode(entries, 0, entries.size(), pageBytes);
        }
    }

    static final class Branch extends Unwritten {
        private final int level;
        private final List<BranchPage.Child> children;

        Branch(byte[] separator, int level, List<BranchPage.Child> children) {
            super(separator);
            this.level = level;
            this.children = children;
        }

        List<BranchPage.Child> contents() {
            return children;
        }

        @Override
        int level() {
            return level;
        }

        @Override
        int usedBytes() {
            return BranchPage.usedBytes(children, 0, children.size());
        }

        @Override
        long entries() {
            return children.stream().mapToLong(child -> child.entry().entries()).sum();
        }

        @Override
        boolean hasLarge() {
            return children.stream().anyMatch(child -> child.entry().hasLarge());
        }

        @Override
        byte[] encode(int pageBytes) {
            return BranchPage.encode(children, 0, children.size(), level, pageBytes);
        }
    }
}
