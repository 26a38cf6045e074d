/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafEncoder;
import io.blazedb.storage.page.LeafEntry;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.page.Zones;
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
        private final Zones zones;

        Written(byte[] separator, ChildEntry entry, Zones zones) {
            super(separator);
            this.entry = entry;
            this.zones = zones;
        }

        Written(BranchPage.Child child) {
            this(child.separator(), child.entry(), child.zones());
        }

        ChildEntry entry() {
            return entry;
        }

        BranchPage.Child child() {
            return new BranchPage.Child(separator(), entry, zones);
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

        /** Size of the page to be, in a file with pages of this size. */
        abstract int pageBytes(int filePageBytes);

        abstract byte[] encode(int filePageBytes);

        /** Bounds of the values in what {@link #encode} made. */
        abstract Zones zones(byte[] encoded);
    }

    static final class Leaf extends Unwritten {
        private final LeafEncoder encoder;
        private final List<LeafEntry> entries;

        Leaf(byte[] separator, LeafEncoder encoder, List<LeafEntry> entries) {
            super(separator);
            this.encoder = encoder;
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
            return encoder.usedBytes(entries, 0, entries.size());
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
        int pageBytes(int filePageBytes) {
            return encoder.leafBytes(filePageBytes);
        }

        @Override
        byte[] encode(int filePageBytes) {
            return encoder.encode(entries, 0, entries.size(), pageBytes(filePageBytes));
        }

        @Override
        Zones zones(byte[] encoded) {
            return TreePages.leafFormat(encoded).zones(encoded).as(encoder.zones());
        }
    }

    static final class Branch extends Unwritten {
        private final int level;
        private final List<BranchPage.Child> children;
        /** The columns that it keeps bounds of. */
        private final Zones zoned;

        Branch(byte[] separator, int level, List<BranchPage.Child> children, Zones zoned) {
            super(separator);
            this.level = level;
            this.children = children;
            this.zoned = zoned;
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
            return BranchPage.usedBytes(children, 0, children.size(), zoned.count());
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
        int pageBytes(int filePageBytes) {
            return filePageBytes;
        }

        @Override
        byte[] encode(int filePageBytes) {
            return BranchPage.encode(children, 0, children.size(), level, filePageBytes, zoned);
        }

        @Override
        Zones zones(byte[] encoded) {
            return BranchPage.union(children, zoned);
        }
    }
}
