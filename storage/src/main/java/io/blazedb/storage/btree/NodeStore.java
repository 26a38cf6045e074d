/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafEntry;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.PageAllocator;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads, writes and frees the pages of a {@link ForestEditor}. */
final class NodeStore {
    private final Pager pager;
    private final PageAllocator allocator;
    private final PageWriter writer;

    NodeStore(Pager pager, PageAllocator allocator, PageWriter writer) {
        this.pager = pager;
        this.allocator = allocator;
        this.writer = writer;
    }

    int pageBytes() {
        return pager.pageBytes();
    }

    byte[] read(PagePointer pointer) {
        flushIfNew(pointer);
        return pager.read(pointer, PageKind.TREE);
    }

    /** Writes queued pages, so that searches find them. */
    void flush() {
        writer.flush();
    }

    /** The value of a key in one tree, none of whose pages is still queued. */
    @Nullable
    ByteSlice find(PagePointer root, byte[] key) {
        return TreeReader.find(pager, root, key);
    }

    void free(PagePointer pointer) {
        allocator.free(pointer);
    }

    Node.Written write(Node.Unwritten node) {
        byte[] page = node.encode(pager.pageBytes());
        PagePointer pointer = writer.write(allocator.allocate(page.length / pager.pageBytes()), PageKind.TREE, page);
        ChildEntry entry = new ChildEntry(pointer, node.entries(), node.hasLarge());
        return new Node.Written(node.separator(), entry, node.zones(page));
    }

    /** Writes a page as it is to a new place. */
    PagePointer write(byte[] page) {
        return writer.write(allocator.allocate(page.length / pager.pageBytes()), PageKind.TREE, page);
    }

    byte[] readChunk(PagePointer pointer) {
        flushIfNew(pointer);
        return pager.read(pointer, PageKind.OVERFLOW);
    }

    PagePointer writeChunk(byte[] plain) {
        return writer.write(allocator.allocate(plain.length / pager.pageBytes()), PageKind.OVERFLOW, plain);
    }

    byte[] writeLarge(LargeValue value) {
        return LargeValueWriter.write(allocator, writer, pager.pageBytes(), value)
                .encode();
    }

    void freeLarge(LeafEntry entry) {
        writer.flush();
        LargeValues.forEachPage(pager, entry.value(), allocator::free);
    }

    /** Frees a page and everything below it; reads leaves only where there are large values. */
    void freeTree(ChildEntry root, int level) {
        if (level > 0 || root.hasLarge()) {
            byte[] page = read(root.pointer());
            if (TreePages.isBranch(page)) {
                for (int i = 0; i < BranchPage.count(page); i++) {
                    freeTree(BranchPage.child(page, i), level - 1);
                }
            } else {
                entries(page).stream().filter(LeafEntry::large).forEach(this::freeLarge);
            }
        }
        free(root.pointer());
    }

    static List<LeafEntry> entries(byte[] page) {
        LeafFormat format = TreePages.leafFormat(page);
        int count = format.count(page);
        List<LeafEntry> entries = new ArrayList<>(count + 8);
        for (int i = 0; i < count; i++) {
            entries.add(entry(format, page, i));
        }
        return entries;
    }

    static LeafEntry entry(LeafFormat format, byte[] page, int index) {
        byte[] key = new byte[format.keyLength(page, index)];
        format.copyKey(page, index, key);
        return new LeafEntry(key, format.value(page, index), format.isLarge(page, index));
    }

    /** Children of a branch; the first one's separator is that of the branch. */
    static List<BranchPage.Child> children(byte[] page, byte[] separator) {
        int count = BranchPage.count(page);
        List<BranchPage.Child> children = new ArrayList<>(count + 8);
        for (int i = 0; i < count; i++) {
            children.add(new BranchPage.Child(
                    i == 0 ? separator : BranchPage.separator(page, i),
                    BranchPage.child(page, i),
                    BranchPage.zones(page, i)));
        }
        return children;
    }

    /** A page of this checkpoint may still be queued. */
    private void flushIfNew(PagePointer pointer) {
        if (pointer.birth() == writer.birth()) {
            writer.flush();
        }
    }
}
