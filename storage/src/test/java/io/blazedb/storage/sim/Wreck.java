/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.btree.LargeValues;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.checkpoint.LogState;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.SpaceView;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A database file to be damaged, and an oracle: every version that was ever committed, what is committed at the end, and which bytes of
 * the file each entry of the newest checkpoint needs.
 */
final class Wreck {
    static final int TREES = 4;
    private static final int PAGE_BYTES = 8192;
    private static final int KEYS = 900;
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);
    private static final CommitOptions SMALL = new CommitOptions(true, 1_000, 4_000);
    private static final int HEAD_BYTES = 128 << 10;

    private final SimulatedFile file;
    private final MetaPage meta;
    private final Map<String, Set<String>> ever;
    private final TreeMap<String, String> last;
    private final Set<String> changedInLog;
    /** Bytes that every entry of the newest checkpoint needs, and those that single ones do. */
    private final BitSet common = new BitSet();

    private final Map<String, List<int[]>> paths = new HashMap<>();
    private final BitSet log = new BitSet();

    private Wreck(
            SimulatedFile file, Map<String, Set<String>> ever, TreeMap<String, String> last, Set<String> changedInLog) {
        this.file = file;
        this.ever = ever;
        this.last = last;
        this.changedInLog = changedInLog;
        StoreFile store = SimulatedDatabase.openFile(copy(), new Random(1));
        meta = store.metas().newest().meta();
        store.forest(meta);
        int metaAt = (int) MetaPage.slotOffset(MetaPage.slotOf(meta.checkpoint()));
        common.set(metaAt, metaAt + MetaPage.BLOCK_BYTES);
        Pager pager = store.pager();
        new SpaceView(pager, meta.space()).forEachOwnPage((pointer, kind) -> {
            if (kind == PageKind.EPOCHS) {
                int[] pages = bytes(pointer);
                common.set(pages[0], pages[1]);
            }
        });
        walk(pager, meta.forest(), -1, List.of());
        LogPosition recovery = LogState.decode(meta).recovery();
        // Generous: everything behind the place where recovery begins, in every segment; and all of private spaces.
        int from = (int) (recovery.segment().extent().firstPage() * store.pageBytes() + recovery.offset());
        log.set(from, (int) file.size());
    }

    /** Commits of all kinds, checkpoints between them, and some commits that are in the log only. */
    static Wreck fill(Random random) {
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, new Random(random.nextLong()));
        Database database = SimulatedDatabase.open(file, new Random(random.nextLong()));
        Map<String, Set<String>> ever = new HashMap<>();
        Set<String> inLog = new HashSet<>();
        TreeLayout layout = RandomRows.layout(random);
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            transaction.defineLayout(TREES, layout);
            transaction.commit();
        }
        for (int round = 0; round < 6; round++) {
            inLog.clear();
            for (int commit = 0; commit < 4; commit++) {
                commit(database, random, layout, ever, inLog, round == 0 ? 500 : 60);
            }
            if (round < 5) {
                database.checkpoint(1_000);
            }
        }
        return new Wreck(file.left(Aftermath.ALL_WRITTEN, random), ever, read(database), inLog);
    }

    private static void commit(
            Database database,
            Random random,
            TreeLayout layout,
            Map<String, Set<String>> ever,
            Set<String> inLog,
            int changes) {
        boolean spilled = random.nextInt(4) == 0;
        Map<String, String> committed = new HashMap<>();
        try (Transaction transaction = database.transactions().beginWrite(spilled ? SMALL : DURABLE, false)) {
            if (random.nextInt(12) == 0) {
                long tree = 1 + random.nextInt(TREES);
                transaction.clear(tree);
                committed.keySet().removeIf(name -> name.startsWith(tree + ":"));
                // Whatever it had may now be missing.
                for (int key = 0; key < KEYS; key++) {
                    inLog.add(name(tree, key(key)));
                }
            }
            for (int i = 0; i < changes; i++) {
                long tree = 1 + random.nextInt(TREES);
                byte[] key = key(random.nextInt(KEYS));
                byte[] value = random.nextInt(8) == 0 ? null : value(tree, layout, random);
                transaction.set(tree, key, value, null);
                if (value == null) {
                    committed.remove(name(tree, key));
                } else {
                    committed.put(name(tree, key), text(value));
                }
                inLog.add(name(tree, key));
            }
            transaction.commit();
        }
        committed.forEach((name, value) ->
                ever.computeIfAbsent(name, key -> new HashSet<>()).add(value));
    }

    private static byte[] value(long tree, TreeLayout layout, Random random) {
        if (tree == TREES) {
            return RandomRows.value(layout, random);
        }
        byte[] value = new byte[random.nextInt(120) == 0 ? 60_000 + random.nextInt(90_000) : 20 + random.nextInt(300)];
        random.nextBytes(value);
        return value;
    }

    private static byte[] key(int key) {
        return ByteBuffer.allocate(4).putInt(key).array();
    }

    private static TreeMap<String, String> read(Database database) {
        TreeMap<String, String> entries = new TreeMap<>();
        try (Transaction transaction = database.transactions().beginRead()) {
            for (long tree = 1; tree <= TREES; tree++) {
                EntryCursor cursor = transaction.cursor(tree, KeyRange.all(), false);
                while (cursor.next()) {
                    entries.put(
                            name(tree, cursor.key().toByteArray()),
                            text(cursor.value().toByteArray()));
                }
            }
        }
        return entries;
    }

    static String name(long tree, byte[] key) {
        return tree + ":" + ByteBuffer.wrap(key).getInt();
    }

    static String text(byte[] value) {
        return value.length + "/" + Arrays.hashCode(value);
    }

    private void walk(Pager pager, PagePointer pointer, long tree, List<int[]> above) {
        List<int[]> path = new ArrayList<>(above);
        path.add(bytes(pointer));
        byte[] page = pager.read(pointer, PageKind.TREE);
        if (TreePages.isBranch(page)) {
            for (int i = 0; i < BranchPage.count(page); i++) {
                walk(pager, BranchPage.child(page, i).pointer(), tree, path);
            }
            return;
        }
        LeafFormat leaf = TreePages.leafFormat(page);
        for (int i = 0; i < leaf.count(page); i++) {
            byte[] key = new byte[leaf.keyLength(page, i)];
            leaf.copyKey(page, i, key);
            ByteSlice value = leaf.value(page, i);
            if (tree == -1) {
                long id = BigEndian.getLong(key, 0);
                walk(pager, ChildEntry.decode(value.array(), value.offset()).pointer(), id, path);
            } else if (tree != 0) {
                List<int[]> needed = new ArrayList<>(path);
                if (leaf.isLarge(page, i)) {
                    LargeValues.forEachPage(pager, value, chunk -> needed.add(bytes(chunk)));
                }
                paths.put(name(tree, key), needed);
            }
        }
    }

    private static int[] bytes(PagePointer pointer) {
        int at = (int) pointer.pageNumber() * PAGE_BYTES;
        return new int[] {at, at + pointer.pages() * PAGE_BYTES};
    }

    SimulatedFile copy() {
        return file.left(Aftermath.ALL_WRITTEN, new Random(1));
    }

    int size() {
        return (int) file.size();
    }

    /** Where pages and frames are in use: damage elsewhere is of little interest. */
    int anyUsed(Random random) {
        List<List<int[]>> all = new ArrayList<>(paths.values());
        List<int[]> some = all.get(random.nextInt(all.size()));
        int[] page = some.get(random.nextInt(some.size()));
        return page[0] + random.nextInt(page[1] - page[0]);
    }

    /** Whether the file can be told to be a database at all, and something in it vouches for the rest. */
    boolean mayBeHopeless(BitSet damage) {
        boolean bothHeaders = isDamaged(damage, 0, HEAD_BYTES / 2) && isDamaged(damage, HEAD_BYTES / 2, HEAD_BYTES);
        int whole = 0;
        for (int slot = 0; slot < MetaPage.SLOTS; slot++) {
            int at = (int) MetaPage.slotOffset(slot);
            whole += isDamaged(damage, at, at + MetaPage.BLOCK_BYTES) ? 0 : 1;
        }
        return bothHeaders || whole == 0;
    }

    /** What is wrong with the entries that a salvage has found after this damage; empty if nothing is. */
    String verdict(Map<String, String> found, BitSet damage) {
        for (Map.Entry<String, String> entry : found.entrySet()) {
            if (!ever.getOrDefault(entry.getKey(), Set.of()).contains(entry.getValue())) {
                return entry.getKey() + " was never committed as " + entry.getValue();
            }
        }
        if (damage.intersects(common)) {
            return "";
        }
        boolean logWhole = !damage.intersects(log);
        Set<String> names = new HashSet<>(last.keySet());
        names.addAll(found.keySet());
        names.addAll(paths.keySet());
        for (String name : names) {
            List<int[]> path = paths.get(name);
            boolean inTree = path != null && path.stream().noneMatch(page -> isDamaged(damage, page[0], page[1]));
            boolean exact = changedInLog.contains(name) ? logWhole : inTree;
            String wanted = last.get(name);
            if (exact && !Objects.equals(found.get(name), wanted)) {
                return name + " is " + found.get(name) + " and should be " + wanted;
            }
        }
        return "";
    }

    private static boolean isDamaged(BitSet damage, int from, int to) {
        int next = damage.nextSetBit(from);
        return next >= 0 && next < to;
    }

    TreeMap<String, String> last() {
        return last;
    }

    static BitSet range(int from, int to) {
        BitSet range = new BitSet();
        range.set(from, to);
        return range;
    }
}
