package io.dispatchframework.events.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryDuplicateWindowTest {

    private final ManualTime time = new ManualTime();
    private final MemoryDuplicateWindow window = MemoryDuplicateWindow.create(Duration.ofMinutes(1), 100, time);

    private static CloudEvent event(String id) {
        return CloudEvent.builder("a").sourceId("source").eventId(id).build();
    }

    @Test
    void add_ofWhatWasSeen_saysSo() {
        assertThat(window.add(event("1"))).isTrue();
        assertThat(window.add(event("1").toBuilder().data("another payload").build()))
                .isFalse();
    }

    @Test
    void add_ofTheSameIdOfAnotherSource_isNew() {
        window.add(event("1"));

        assertThat(window.add(event("1").toBuilder().sourceId("other").build())).isTrue();
        assertThat(window.add(event("1").toBuilder().sourceType("other").build()))
                .isTrue();
        assertThat(window.add(event("1").toBuilder().namespace("other").build()))
                .isTrue();
    }

    @Test
    void add_afterTheSpan_isNewAgain() {
        window.add(event("1"));
        time.advance(Duration.ofSeconds(59));
        assertThat(window.add(event("1"))).isFalse();

        time.advance(Duration.ofSeconds(1));
        assertThat(window.add(event("1"))).isTrue();
    }

    @Test
    void remove_letsItBeNewAgain() {
        window.add(event("1"));
        window.remove(event("1"));

        assertThat(window.add(event("1"))).isTrue();
    }

    @Test
    void add_beyondTheBound_forgetsTheOldest() {
        IntStream.range(0, 1_000).forEach(i -> {
            assertThat(window.add(event("" + i))).isTrue();
            window.add(event("0")); // what is asked for often gets no privilege by it
        });

        long remembered = IntStream.range(0, 100) // the newest first: asking for one that is forgotten adds it
                .filter(i -> !window.add(event("" + (999 - i))))
                .count();
        assertThat(remembered).isBetween(90L, 100L);
        assertThat(window.add(event("999"))).isFalse();
        assertThat(window.add(event("5"))).isTrue();
    }

    @Test
    void add_byManyThreads_isNewForOne() {
        AtomicInteger isNew = new AtomicInteger();
        IntStream.range(0, 64).parallel().forEach(i -> {
            if (window.add(event("same"))) {
                isNew.incrementAndGet();
            }
        });

        assertThat(isNew).hasValue(1);
    }

    @Test
    void of_withBoundsThatMakeNoSense_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryDuplicateWindow.create(Duration.ZERO, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryDuplicateWindow.create(Duration.ofSeconds(1), 0));
    }
}
