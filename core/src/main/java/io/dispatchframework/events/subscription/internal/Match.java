package io.dispatchframework.events.subscription.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * The subscriptions that match an event, in the order of their names by {@link String#compareTo}; immutable.
 *
 * <p>What is common is small: none, one (the subscription itself), or an array. Beyond {@value #CHUNK} it is an array
 * of arrays, which shares all but one of them with the next version, so that the hundred-thousandth subscription to one
 * type does not copy all those before it.
 */
public abstract sealed class Match permits IndexedSubscription, Match.Array, Match.Chunked {

    static final int CHUNK = 1024;

    /** What matches nothing. */
    public static final Match NONE = new Array();

    Match() {}

    public abstract int size();

    /**
     * Returns one of the subscriptions.
     *
     * @throws IndexOutOfBoundsException if the index is not below {@link #size()}
     */
    public abstract IndexedSubscription get(int index);

    public final boolean isEmpty() {
        return size() == 0;
    }

    /** Copies all subscriptions to a place in an array; returns the place after them. */
    abstract int copyTo(IndexedSubscription[] target, int at);

    /** Returns this and one more, which may be here already. */
    abstract Match with(IndexedSubscription subscription);

    /** Returns this without a subscription, which need not be here; no other here has its name. */
    abstract Match without(IndexedSubscription subscription);

    /** As {@link #without}, also where others have its name, or where it is here more than once; looks at each. */
    final Match withoutAny(IndexedSubscription subscription) {
        IndexedSubscription[] kept = toArray();
        int size = 0;
        for (IndexedSubscription each : kept) {
            if (each != subscription) {
                kept[size++] = each;
            }
        }
        return size == kept.length ? this : ofSorted(kept, size);
    }

    static Match ofTwo(IndexedSubscription left, IndexedSubscription right) {
        if (left == right) {
            return left;
        }
        boolean inOrder = left.name().compareTo(right.name()) <= 0;
        return new Array(inOrder ? left : right, inOrder ? right : left);
    }

    /** Returns the subscriptions of both, each once. */
    static Match merge(Match left, Match right) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        Match large = left.size() < right.size() ? right : left;
        Match small = large == left ? right : left;
        if (small.size() == 1 || (large instanceof Chunked && small.size() < large.size() / CHUNK)) {
            Match merged = large;
            for (int i = 0; i < small.size(); i++) {
                merged = merged.with(small.get(i));
            }
            return merged;
        }
        return mergeArrays(left.toArray(), right.toArray());
    }

    private static Match mergeArrays(IndexedSubscription[] left, IndexedSubscription[] right) {
        IndexedSubscription[] merged = new IndexedSubscription[left.length + right.length];
        int size = 0;
        int l = 0;
        int r = 0;
        while (l < left.length && r < right.length) {
            if (left[l] == right[r]) {
                r++;
                continue;
            }
            boolean leftFirst = left[l].name().compareTo(right[r].name()) <= 0;
            merged[size++] = leftFirst ? left[l++] : right[r++];
        }
        while (l < left.length) {
            merged[size++] = left[l++];
        }
        while (r < right.length) {
            merged[size++] = right[r++];
        }
        return ofSorted(merged, size);
    }

    /** Returns subscriptions that stand in any order, each once. */
    static Match of(Collection<IndexedSubscription> subscriptions) {
        IndexedSubscription[] sorted = subscriptions.toArray(IndexedSubscription[]::new);
        Arrays.sort(sorted, Comparator.comparing(IndexedSubscription::name));
        return ofSorted(sorted, sorted.length);
    }

    /** Takes over an array of which the first {@code size} are in order. */
    static Match ofSorted(IndexedSubscription[] sorted, int size) {
        if (size <= 1) {
            return size == 0 ? NONE : sorted[0];
        }
        if (size <= CHUNK) {
            return new Array(size == sorted.length ? sorted : Arrays.copyOf(sorted, size));
        }
        IndexedSubscription[][] chunks = new IndexedSubscription[(size + CHUNK - 1) / CHUNK][];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = Arrays.copyOfRange(sorted, i * CHUNK, Math.min(size, (i + 1) * CHUNK));
        }
        return new Chunked(chunks);
    }

    final IndexedSubscription[] toArray() {
        IndexedSubscription[] all = new IndexedSubscription[size()];
        copyTo(all, 0);
        return all;
    }

    /** Returns where a name stands in a sorted array, or where it would stand, as {@code -1 - place}. */
    private static int search(IndexedSubscription[] sorted, String name) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sorted[middle].name().compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    private static IndexedSubscription[] inserted(
            IndexedSubscription[] sorted, int at, IndexedSubscription subscription) {
        IndexedSubscription[] longer = new IndexedSubscription[sorted.length + 1];
        System.arraycopy(sorted, 0, longer, 0, at);
        longer[at] = subscription;
        System.arraycopy(sorted, at, longer, at + 1, sorted.length - at);
        return longer;
    }

    private static IndexedSubscription[] removed(IndexedSubscription[] sorted, int at) {
        IndexedSubscription[] shorter = new IndexedSubscription[sorted.length - 1];
        System.arraycopy(sorted, 0, shorter, 0, at);
        System.arraycopy(sorted, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }

    static final class Array extends Match {

        private final IndexedSubscription[] sorted;

        private Array(IndexedSubscription... sorted) {
            this.sorted = sorted;
        }

        @Override
        public int size() {
            return sorted.length;
        }

        @Override
        public IndexedSubscription get(int index) {
            return sorted[index];
        }

        @Override
        int copyTo(IndexedSubscription[] target, int at) {
            System.arraycopy(sorted, 0, target, at, sorted.length);
            return at + sorted.length;
        }

        @Override
        Match with(IndexedSubscription subscription) {
            int at = search(sorted, subscription.name());
            if (at >= 0 && sorted[at] == subscription) {
                return this;
            }
            IndexedSubscription[] longer = inserted(sorted, at < 0 ? -1 - at : at, subscription);
            return ofSorted(longer, longer.length);
        }

        @Override
        Match without(IndexedSubscription subscription) {
            int at = search(sorted, subscription.name());
            if (at < 0 || sorted[at] != subscription) {
                return this;
            }
            IndexedSubscription[] shorter = removed(sorted, at);
            return ofSorted(shorter, shorter.length);
        }
    }

    /** More than a chunk: chunks of at most {@link #CHUNK}, none empty. */
    static final class Chunked extends Match {

        private final IndexedSubscription[][] chunks;
        /** Where each chunk starts, and at the end the size of all. */
        private final int[] starts;

        private Chunked(IndexedSubscription[][] chunks) {
            this.chunks = chunks;
            starts = new int[chunks.length + 1];
            for (int i = 0; i < chunks.length; i++) {
                starts[i + 1] = starts[i] + chunks[i].length;
            }
        }

        @Override
        public int size() {
            return starts[chunks.length];
        }

        @Override
        public IndexedSubscription get(int index) {
            int found = Arrays.binarySearch(starts, 0, chunks.length, index);
            int chunk = found < 0 ? -2 - found : found;
            return chunks[chunk][index - starts[chunk]];
        }

        @Override
        int copyTo(IndexedSubscription[] target, int at) {
            int end = at;
            for (IndexedSubscription[] chunk : chunks) {
                System.arraycopy(chunk, 0, target, end, chunk.length);
                end += chunk.length;
            }
            return end;
        }

        @Override
        Match with(IndexedSubscription subscription) {
            int c = chunkFor(subscription.name());
            IndexedSubscription[] chunk = chunks[c];
            int at = search(chunk, subscription.name());
            if (at >= 0 && chunk[at] == subscription) {
                return this;
            }
            at = at < 0 ? -1 - at : at;
            IndexedSubscription[] longer = inserted(chunk, at, subscription);
            if (longer.length <= CHUNK) {
                IndexedSubscription[][] changed = chunks.clone();
                changed[c] = longer;
                return new Chunked(changed);
            }
            // In the order of names, chunks are to become full rather than half full.
            int cut = at == chunk.length ? at : CHUNK / 2;
            IndexedSubscription[][] changed = new IndexedSubscription[chunks.length + 1][];
            System.arraycopy(chunks, 0, changed, 0, c);
            changed[c] = Arrays.copyOf(longer, cut);
            changed[c + 1] = Arrays.copyOfRange(longer, cut, longer.length);
            System.arraycopy(chunks, c + 1, changed, c + 2, chunks.length - c - 1);
            return new Chunked(changed);
        }

        @Override
        Match without(IndexedSubscription subscription) {
            int c = chunkFor(subscription.name());
            int at = search(chunks[c], subscription.name());
            if (at < 0 || chunks[c][at] != subscription) {
                return this;
            }
            if (size() <= CHUNK / 2) {
                IndexedSubscription[] shorter = removed(toArray(), starts[c] + at);
                return ofSorted(shorter, shorter.length);
            }
            if (chunks[c].length > 1) {
                IndexedSubscription[][] changed = chunks.clone();
                changed[c] = removed(chunks[c], at);
                return new Chunked(changed);
            }
            IndexedSubscription[][] changed = new IndexedSubscription[chunks.length - 1][];
            System.arraycopy(chunks, 0, changed, 0, c);
            System.arraycopy(chunks, c + 1, changed, c, changed.length - c);
            return new Chunked(changed);
        }

        private int chunkFor(String name) {
            int low = 0;
            int high = chunks.length - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (chunks[middle][0].name().compareTo(name) <= 0) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }
}
