/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafEncoder;
import io.blazedb.storage.page.LeafEntry;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.page.Zones;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Merges a sorted run of changes into one tree, from left to right and from the leaves up.
 *
 * <p>A node that changes is taken apart into its contents; the node above it then decides: contents of less than a quarter of a page
 * join a neighbour if both fit into one page, and are written. So every page is written at most once, and pages of one level next
 * to each other.
 */
final class TreeMerger {
    private static final byte[] LOWEST = new byte[0];

    private final NodeStore store;
    private final LeafEncoder encoder;
    private final ChangeStream changes;
    private final int largeBytes;

    /** {@code encoder} makes every leaf that is written; leaves that do not change stay as they are. */
    TreeMerger(NodeStore store, LeafEncoder encoder, ChangeStream changes) {
        this.store = store;
        this.encoder = encoder;
        this.changes = changes;
        largeBytes = encoder.leafBytes(store.pageBytes()) / 4;
    }

    /** The new root: the same object if nothing changed, null if no entries are left. */
    @Nullable
    ChildEntry merge(@Nullable ChildEntry root) {
        List<Node> nodes;
        int level = 0;
        if (root == null) {
            nodes = mergeLeaf(null, null);
        } else {
            Node.Written top = new Node.Written(LOWEST, root, Zones.NONE);
            level = TreePages.level(store.read(root.pointer()));
            nodes = mergeNode(top, null);
            if (nodes.size() == 1 && nodes.get(0) == top) {
                return root;
            }
        }
        return nodes.isEmpty() ? null : root(nodes, level);
    }

    /**
     * One tree out of several of the same level, above whose topmost pages nothing but branches is written.
     *
     * @param roots their roots, or nodes of one level below them, in the order of their keys, each with a separator between its keys and those
     *     before
     */
    ChildEntry concatenate(List<BranchPage.Child> roots, int level) {
        if (level == 0) {
            return root(packBranches(LOWEST, 1, roots, true), 1);
        }
        List<BranchPage.Child> children = new ArrayList<>();
        for (BranchPage.Child root : roots) {
            children.addAll(NodeStore.children(store.read(root.entry().pointer()), root.separator()));
            store.free(root.entry().pointer());
        }
        return root(packBranches(LOWEST, level, children, true), level);
    }

    /** Writes nodes of a level and branches above them until there is one. */
    private ChildEntry root(List<Node> top, int topLevel) {
        List<Node> nodes = top;
        int level = topLevel;
        while (nodes.size() > 1) {
            List<BranchPage.Child> children = writeAll(nodes);
            level++;
            if (level > Limits.TREE_LEVELS_MAX) {
                throw new StoreException(StoreErrorCode.TOO_LARGE, "levels=" + level);
            }
            nodes = packBranches(LOWEST, level, children, true);
        }
        return lowered(nodes.get(0));
    }

    /** A root with a single child is not needed: the child is. */
    private ChildEntry lowered(Node top) {
        Node node = top;
        while (true) {
            if (node instanceof Node.Branch branch && branch.contents().size() == 1) {
                node = new Node.Written(LOWEST, branch.contents().get(0).entry(), Zones.NONE);
            } else if (node instanceof Node.Written written) {
                byte[] page = store.read(written.entry().pointer());
                if (!TreePages.isBranch(page) || BranchPage.count(page) > 1) {
                    return written.entry();
                }
                store.free(written.entry().pointer());
                node = new Node.Written(LOWEST, BranchPage.child(page, 0), Zones.NONE);
            } else {
                return store.write((Node.Unwritten) node).entry();
            }
        }
    }

    /** What becomes of a node whose keys are less than {@code upper}: itself if nothing changes, else any number of nodes. */
    private List<Node> mergeNode(Node.Written node, byte @Nullable [] upper) {
        if (changes.peekBefore(upper) == null) {
            return List.of(node);
        }
        byte[] page = store.read(node.entry().pointer());
        return TreePages.isBranch(page) ? mergeBranch(node, page, upper) : mergeLeaf(node, upper);
    }

    private List<Node> mergeBranch(Node.Written node, byte[] page, byte @Nullable [] upper) {
        List<BranchPage.Child> before = NodeStore.children(page, node.separator());
        List<Node> after = new ArrayList<>(before.size());
        boolean changed = false;
        for (int i = 0; i < before.size(); i++) {
            BranchPage.Child child = before.get(i);
            Node.Written written = new Node.Written(child);
            byte[] childUpper = i + 1 < before.size() ? before.get(i + 1).separator() : upper;
            List<Node> merged = mergeNode(written, childUpper);
            changed |= merged.size() != 1 || merged.get(0) != written;
            after.addAll(merged);
        }
        if (!changed) {
            return List.of(node);
        }
        store.free(node.entry().pointer());
        List<BranchPage.Child> children = writeAll(joinSmall(after));
        return packBranches(node.separator(), TreePages.level(page), children, upper == null);
    }

    /** Merges changes into a leaf, or into nothing. */
    private List<Node> mergeLeaf(Node.@Nullable Written node, byte @Nullable [] upper) {
        byte[] page = node == null ? null : store.read(node.entry().pointer());
        LeafFormat format = page == null ? null : TreePages.leafFormat(page);
        int count = page == null || format == null ? 0 : format.count(page);
        LeafPacker packer = new LeafPacker(store, encoder, node == null ? LOWEST : node.separator());
        boolean changed = false;
        boolean appended = false;
        LeafEntry old = null;
        int index = 0;
        while (true) {
            if (old == null && index < count && page != null && format != null) {
                old = NodeStore.entry(format, page, index++);
            }
            TreeChange change = changes.peekBefore(upper);
            if (old == null && change == null) {
                break;
            }
            int order = old == null ? 1 : change == null ? -1 : Arrays.compareUnsigned(old.key(), change.key());
            if (order >= 0 && change != null) {
                changes.advance();
                if (!change.deletes()) {
                    packer.add(newEntry(change));
                }
                changed |= !change.deletes() || order == 0;
                appended = order > 0 && !change.deletes();
                if (order == 0 && old != null) {
                    if (old.large()) {
                        store.freeLarge(old);
                    }
                    old = null;
                }
            } else if (old != null) {
                packer.add(fitted(old));
                appended = false;
                old = null;
            }
        }
        if (node != null) {
            if (!changed) {
                return List.of(node);
            }
            store.free(node.entry().pointer());
        }
        return packer.finish(appended && upper == null);
    }

    private LeafEntry newEntry(TreeChange change) {
        LargeValue large = change.large();
        byte[] value = change.value();
        if (large == null && value != null && value.length > largeBytes) {
            large = LargeValue.of(ByteSlice.of(value));
        }
        return large != null
                ? new LeafEntry(change.key(), ByteSlice.of(store.writeLarge(large)), true)
                : new LeafEntry(change.key(), ByteSlice.of(Objects.requireNonNull(value)), false);
    }

    /** The entry as leaves of this layout can hold it: one of another layout may be larger. */
    private LeafEntry fitted(LeafEntry entry) {
        return entry.large() || entry.value().length() <= largeBytes
                ? entry
                : newEntry(new TreeChange(entry.key(), entry.value().toByteArray()));
    }

    /** Joins contents that use little of a page with a neighbour. */
    private List<Node> joinSmall(List<Node> nodes) {
        List<Node> joined = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            Node last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            Node union = last != null && (isSmall(last) || isSmall(node)) ? union(last, node) : null;
            if (union == null) {
                joined.add(node);
            } else {
                joined.set(joined.size() - 1, union);
            }
        }
        return joined;
    }

    private boolean isSmall(Node node) {
        return node instanceof Node.Unwritten contents
                && contents.usedBytes() < contents.pageBytes(store.pageBytes()) / 4;
    }

    /** Both nodes in one, or null if that does not fit into a page. */
    private @Nullable Node union(Node left, Node right) {
        Node.Unwritten union = concatenation(contents(left), contents(right));
        if (union.usedBytes() > union.pageBytes(store.pageBytes())) {
            return null;
        }
        freeIfWritten(left);
        freeIfWritten(right);
        return union;
    }

    private Node.Unwritten contents(Node node) {
        return node instanceof Node.Written written ? contents(written) : (Node.Unwritten) node;
    }

    /** The contents of a page in the file. */
    private Node.Unwritten contents(Node.Written node) {
        byte[] page = store.read(node.entry().pointer());
        if (TreePages.isBranch(page)) {
            List<BranchPage.Child> children = NodeStore.children(page, node.separator());
            return new Node.Branch(node.separator(), TreePages.level(page), children, encoder.zones());
        }
        return new Node.Leaf(node.separator(), encoder, NodeStore.entries(page));
    }

    private void freeIfWritten(Node node) {
        if (node instanceof Node.Written written) {
            store.free(written.entry().pointer());
        }
    }

    private Node.Unwritten concatenation(Node.Unwritten left, Node.Unwritten right) {
        if (left instanceof Node.Leaf a && right instanceof Node.Leaf b) {
            List<LeafEntry> entries = new ArrayList<>(a.contents());
            entries.addAll(b.contents());
            return new Node.Leaf(left.separator(), encoder, entries);
        }
        if (left instanceof Node.Branch a && right instanceof Node.Branch b && a.level() == b.level()) {
            List<BranchPage.Child> children = new ArrayList<>(a.contents());
            children.addAll(b.contents());
            return new Node.Branch(left.separator(), a.level(), children, encoder.zones());
        }
        throw new StoreException(StoreErrorCode.CORRUPTED, "siblings of different levels");
    }

    private List<BranchPage.Child> writeAll(List<Node> nodes) {
        List<BranchPage.Child> children = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            Node.Written written = node instanceof Node.Written already ? already : store.write((Node.Unwritten) node);
            children.add(written.child());
        }
        return children;
    }

    /** Packs children into as few branches as possible, evenly, or filled from the left where the tree grows at its end. */
    private List<Node> packBranches(byte[] separator, int level, List<BranchPage.Child> children, boolean atEnd) {
        List<Node> branches = new ArrayList<>();
        int from = 0;
        while (from < children.size()) {
            int left = children.size() - from;
            int take = BranchPage.fit(
                    children, from, store.pageBytes(), encoder.zones().count());
            if (take < left && !atEnd) {
                take = Math.min(take, (left + 1) / 2);
            }
            List<BranchPage.Child> part = new ArrayList<>(children.subList(from, from + take));
            branches.add(
                    new Node.Branch(from == 0 ? separator : part.get(0).separator(), level, part, encoder.zones()));
            from += take;
        }
        return branches;
    }
}
