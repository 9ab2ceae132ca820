package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatternTableTest {

    private static final int SIZE = 4_000;

    private final SplittableRandom random = new SplittableRandom(20_180_302);
    private final Deque<Integer> hashes = new ArrayDeque<>();
    private final IndexedSubscription subscription = new IndexedSubscription(Subscription.builder("any")
            .functionName("function")
            .build()
            .withMetadata(Metadata.created(1, Instant.EPOCH)));
    private PatternTable table = new PatternTable();

    private void put() {
        int hash = HashTable.hash(random.nextLong());
        table = table.with(hash, "source", Integer.toString(hash), subscription);
        hashes.add(hash);
    }

    private void removeOldest() {
        int hash = hashes.remove();
        int at = table.first(hash);
        while (!Integer.toString(hash).equals(table.eventPattern(at))) {
            at = table.next(hash, at);
        }
        table = table.without(at);
    }

    /** Returns how many of a thousand hashes that are not here may be, as far as the filter says. */
    private int letThrough() {
        int through = 0;
        for (int i = 0; i < 1_000; i++) {
            through += table.mayHave(HashTable.hash(random.nextLong())) ? 1 : 0;
        }
        return through;
    }

    @Test
    void mayHave_whatIsHere_isAlwaysTrue() {
        for (int i = 0; i < SIZE; i++) {
            put();
            if (i % 3 == 0) {
                removeOldest();
            }
            if (i < 100 || i % 97 == 0) {
                assertThat(hashes).allMatch(table::mayHave);
            }
        }
    }

    @Test
    void mayHave_whatIsNotHere_isMostlyFalse() {
        for (int i = 0; i < SIZE; i++) {
            put();
        }

        assertThat(letThrough()).isLessThan(100);
    }

    @Test
    void mayHave_afterManyChangesOfAsMany_isStillMostlyFalse() {
        for (int i = 0; i < SIZE; i++) {
            put();
        }
        for (int i = 0; i < 20 * SIZE; i++) {
            put();
            removeOldest();
        }

        assertThat(table.size()).isEqualTo(SIZE);
        assertThat(letThrough()).isLessThan(300);
    }

    @Test
    void mayHave_tableTooLargeForAFilter_isTrue() {
        for (int i = 0; i < 300_000; i++) {
            put();
        }

        assertThat(letThrough()).isEqualTo(1_000);
        for (int i = 0; i < 299_000; i++) {
            removeOldest();
        }
        assertThat(hashes).hasSize(1_000).allMatch(table::mayHave);
        assertThat(letThrough()).as("once it is small again").isLessThan(300);
    }
}
