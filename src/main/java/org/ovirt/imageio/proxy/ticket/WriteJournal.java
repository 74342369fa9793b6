// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which bytes of an image its daemon has acknowledged, and which of those were flushed since.
 *
 * <p>It says less than is true where it does not know, and never more. What a write begins to
 * overwrite is forgotten before its first byte goes to the daemon, so that whatever becomes of the
 * proxy then, nothing is left that says too much. Two writes of the same bytes are never open at
 * once: which of them would come last could not be told.
 *
 * <p>No clock, no I/O, and not safe for use by several threads.
 */
public final class WriteJournal {
    /**
     * How many ranges all its sets have together at most. An image that is written in the order of
     * its bytes needs a few; this many take less than a megabyte.
     */
    static final int MOST_SPANS = 10_000;

    /** So that not every write of an image in shreds costs a search for the smallest ones. */
    private static final int SPANS_KEPT = MOST_SPANS - MOST_SPANS / 10;

    private final RangeSet written = new RangeSet();
    private final RangeSet flushed = new RangeSet();
    private final Map<WriteId, Open> open = new LinkedHashMap<>();

    private static final class Open {
        private final OpenWrite write;
        private final RangeSet snapshot;
        private boolean counts;

        Open(OpenWrite write, RangeSet snapshot, boolean counts) {
            this.write = write;
            this.snapshot = snapshot;
            this.counts = counts;
        }

        JournalState.Open state() {
            return new JournalState.Open(write, snapshot.toArray(), counts);
        }
    }

    /** One of the ranges that may be forgotten. */
    private record Shred(RangeSet set, Span span, boolean ofSnapshot) {
        void forget() {
            set.remove(span);
        }
    }

    /** Creates a journal that knows nothing. */
    public WriteJournal() {}

    /** Creates a journal that knows what another one did. */
    public WriteJournal(JournalState state) {
        written.addAll(RangeSet.fromArray(state.written()));
        flushed.addAll(RangeSet.fromArray(state.flushed()));
        for (JournalState.Open one : state.open()) {
            open.put(
                    one.write().id(),
                    new Open(one.write(), RangeSet.fromArray(one.snapshot()), one.counts()));
        }
    }

    /** Returns all that it knows. */
    public JournalState state() {
        return new JournalState(
                written.toArray(),
                flushed.toArray(),
                open.values().stream().map(Open::state).toList());
    }

    /**
     * Lets a write begin, unless others that are open write some of the same bytes; then nothing
     * changes. What is open already may be begun again, by whoever has not heard the answer.
     *
     * @return those others; empty if it has begun
     */
    public List<OpenWrite> begin(OpenWrite write) {
        if (open.containsKey(write.id())) {
            return List.of();
        }
        List<OpenWrite> conflicts =
                open.values().stream()
                        .map(other -> other.write)
                        .filter(other -> other.span().overlaps(write.span()))
                        .toList();
        if (conflicts.isEmpty()) {
            forget(write.span());
            RangeSet snapshot = write.flush() ? new RangeSet(written) : new RangeSet();
            open.put(write.id(), new Open(write, snapshot, true));
            limit();
        }
        return conflicts;
    }

    private void forget(Span span) {
        written.remove(span);
        flushed.remove(span);
        open.values().forEach(other -> other.snapshot.remove(span));
    }

    /**
     * Notes that no byte of a write can move any more. Has no effect on a write that is not open.
     *
     * @param done whether the daemon's whole success was read; if not, what was written stays a gap
     */
    public void end(WriteId id, boolean done) {
        Open ended = open.remove(id);
        if (ended == null || !done || !ended.counts) {
            return;
        }
        Span span = ended.write.span();
        if (ended.write.flush()) {
            ended.snapshot.add(span);
            written.removeAll(ended.snapshot);
            flushed.addAll(ended.snapshot);
        } else {
            written.add(span);
        }
        limit();
    }

    /**
     * Forgets all bytes, because the ticket now stands for something else. Writes that are open
     * keep others away until they end, and then count for nothing.
     */
    public void restart() {
        written.clear();
        flushed.clear();
        for (Open one : open.values()) {
            one.snapshot.clear();
            one.counts = false;
        }
    }

    /** Forgets what another one does not know too; the writes that are open in it are open here. */
    public void mergeWith(WriteJournal other) {
        RangeSet all = new RangeSet(written);
        all.addAll(flushed);
        RangeSet others = new RangeSet(other.written);
        others.addAll(other.flushed);
        RangeSet doubtful = new RangeSet(all);
        doubtful.removeAll(others);
        RangeSet unflushed = new RangeSet(flushed);
        unflushed.removeAll(other.flushed);
        flushed.removeAll(unflushed);
        written.addAll(unflushed);
        written.removeAll(doubtful);
        flushed.removeAll(doubtful);
        other.open.forEach(open::putIfAbsent);
        for (Open one : open.values()) {
            written.remove(one.write.span());
            flushed.remove(one.write.span());
            one.snapshot.clear();
        }
    }

    /** Returns whether it knows no more than a new one. */
    public boolean isEmpty() {
        return open.isEmpty() && written.count() == 0 && flushed.count() == 0;
    }

    /** Returns what clients are told. */
    public JournalView view() {
        RangeSet indeterminate = new RangeSet();
        for (Open one : open.values()) {
            indeterminate.add(one.write.span());
        }
        return new JournalView(written.spans(), flushed.spans(), indeterminate.spans());
    }

    private void limit() {
        int count = written.count() + flushed.count();
        for (Open one : open.values()) {
            count += one.snapshot.count();
        }
        if (count > MOST_SPANS) {
            shreds().stream()
                    .sorted(
                            // What is missing in a snapshot costs a flush, the rest an upload.
                            Comparator.comparing(Shred::ofSnapshot)
                                    .reversed()
                                    .thenComparingLong(shred -> shred.span().length()))
                    .limit(count - SPANS_KEPT)
                    .forEach(Shred::forget);
        }
    }

    private List<Shred> shreds() {
        List<Shred> shreds = new ArrayList<>();
        add(shreds, written, false);
        add(shreds, flushed, false);
        open.values().forEach(one -> add(shreds, one.snapshot, true));
        return shreds;
    }

    private static void add(List<Shred> shreds, RangeSet set, boolean ofSnapshot) {
        set.spans().forEach(span -> shreds.add(new Shred(set, span, ofSnapshot)));
    }
}
