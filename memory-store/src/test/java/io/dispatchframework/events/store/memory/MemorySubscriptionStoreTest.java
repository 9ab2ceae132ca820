package io.dispatchframework.events.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemorySubscriptionStoreTest {

    @Test
    void insert_full_namesTheBoundAndHowToRaiseIt() {
        try (MemorySubscriptionStore store =
                MemorySubscriptionStore.builder().capacity(1).build()) {
            store.insert(subscription("one"));

            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> store.insert(subscription("two")))
                    .withMessage(
                            "the store holds 1 subscriptions, which is its capacity; delete some, or raise it with "
                                    + "MemorySubscriptionStore.builder().capacity(...)");
        }
    }

    @Test
    void builder_badValues_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySubscriptionStore.builder().capacity(0))
                .withMessage("capacity must be at least 1, was 0");
        assertThatNullPointerException()
                .isThrownBy(() -> MemorySubscriptionStore.builder().timeSource(absent()));
    }

    @Test
    void insert_aMillion_keepsThemAll() {
        try (MemorySubscriptionStore store = MemorySubscriptionStore.create()) {
            for (int i = 0; i < 1_000_000; i++) {
                store.insert(subscription("n" + i));
            }

            assertThat(store.list(ListQuery.all().limit(Integer.MAX_VALUE)).items())
                    .hasSize(1_000_000);
            assertThat(store.find("n0")).isPresent();
            assertThat(store).hasToString("MemorySubscriptionStore[1000000 of at most 2147483647]");
        }
    }

    @Test
    void expiry_onSystemTime_isToldUnasked() {
        try (MemorySubscriptionStore store = MemorySubscriptionStore.create()) {
            Recorder watcher = new Recorder();
            store.watch(watcher);
            store.insert(subscription("lease").toBuilder()
                    .expiresAt(Instant.now().plusMillis(50))
                    .build());

            await().atMost(Duration.ofSeconds(20)).until(() -> watcher.calls.contains("removed lease 2 EXPIRED"));

            assertThat(watcher.calls).containsExactly("ready 0", "stored lease 1", "removed lease 2 EXPIRED");
        }
    }

    @Test
    void expiry_manyAtOnce_allLeaveEachWithARevision() {
        ManualTime time = new ManualTime();
        try (MemorySubscriptionStore store =
                MemorySubscriptionStore.builder().timeSource(time).build()) {
            for (int i = 0; i < 10_000; i++) {
                store.insert(subscription("n" + i).toBuilder()
                        .expiresAt(time.now().plusSeconds(60))
                        .build());
            }
            Recorder watcher = new Recorder();
            store.watch(watcher);
            watcher.calls.clear();

            time.advance(Duration.ofSeconds(63));

            assertThat(watcher.calls).hasSize(10_000).doesNotHaveDuplicates();
            assertThat(watcher.calls.get(9_999)).endsWith(" 20000 EXPIRED");
            assertThat(time.pending()).isZero();
        }
    }

    @Test
    void expiry_clockThatLeapsCenturiesBack_losesNothing() {
        ManualTime time = new ManualTime();
        try (MemorySubscriptionStore store =
                MemorySubscriptionStore.builder().timeSource(time).build()) {
            store.insert(subscription("stays"));
            store.insert(subscription("lease").toBuilder()
                    .expiresAt(time.now().plusSeconds(60))
                    .build());

            time.setClock(time.now().minus(Duration.ofDays(365_000)));
            time.advance(Duration.ofSeconds(62));
            store.insert(subscription("other"));

            assertThat(store.list(ListQuery.all()).items()).hasSize(3);
        }
    }

    @Test
    void expiry_clockThatLeapsCenturies_losesNothingElse() {
        ManualTime time = new ManualTime();
        try (MemorySubscriptionStore store =
                MemorySubscriptionStore.builder().timeSource(time).build()) {
            store.insert(subscription("stays"));

            time.setClock(time.now().plus(Duration.ofDays(73_000)));
            time.advance(Duration.ofSeconds(62));
            store.insert(subscription("other"));

            assertThat(store.list(ListQuery.all()).items()).hasSize(2);
        }
    }

    @Test
    void expiry_clockSetForward_isToldWithinAMinute() {
        ManualTime time = new ManualTime();
        try (MemorySubscriptionStore store =
                MemorySubscriptionStore.builder().timeSource(time).build()) {
            Recorder watcher = new Recorder();
            store.watch(watcher);
            store.insert(lease(time, Duration.ofDays(1)));

            time.setClock(time.now().plus(Duration.ofDays(2)));
            time.advance(Duration.ofSeconds(62));

            assertThat(watcher.calls).containsExactly("ready 0", "stored lease 1", "removed lease 2 EXPIRED");
            assertThat(time.pending()).isZero();
        }
    }

    @Test
    void expiry_clockSetBack_isToldWhenTheClockSaysSo() {
        ManualTime time = new ManualTime();
        try (MemorySubscriptionStore store =
                MemorySubscriptionStore.builder().timeSource(time).build()) {
            Recorder watcher = new Recorder();
            store.watch(watcher);
            store.insert(lease(time, Duration.ofHours(1)));

            time.setClock(time.now().plus(Duration.ofHours(-1)));
            time.advance(Duration.ofMinutes(119));
            assertThat(watcher.calls).containsExactly("ready 0", "stored lease 1");

            time.advance(Duration.ofSeconds(62));
            assertThat(watcher.calls).endsWith("removed lease 2 EXPIRED");
        }
    }

    @Test
    void close_withLeases_leavesNoTimer() {
        ManualTime time = new ManualTime();
        MemorySubscriptionStore store =
                MemorySubscriptionStore.builder().timeSource(time).build();
        store.insert(subscription("lease").toBuilder()
                .expiresAt(time.now().plusSeconds(60))
                .build());
        assertThat(time.pending()).isEqualTo(1);

        store.close();

        assertThat(time.pending()).isZero();
    }

    @Test
    void watch_watcherThatWrites_isToldOfItAfterwards() {
        try (MemorySubscriptionStore store = MemorySubscriptionStore.create()) {
            Recorder watcher = new Recorder() {
                @Override
                public void stored(Subscription resource) {
                    if (resource.name().equals("one")) {
                        store.insert(subscription("two"));
                    }
                    super.stored(resource);
                }
            };
            store.watch(watcher);

            store.insert(subscription("one"));

            assertThat(watcher.calls).containsExactly("ready 0", "stored one 1", "stored two 2");
        }
    }

    @Test
    void find_whileWatcherIsStuck_doesNotWait() throws Exception {
        try (MemorySubscriptionStore store = MemorySubscriptionStore.create()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            store.watch(new Recorder() {
                @Override
                public void stored(Subscription resource) {
                    inside.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
            Thread writer = new Thread(() -> store.insert(subscription("one")));
            writer.start();
            inside.await();

            assertThat(store.find("one")).isPresent();
            assertThat(store.list(ListQuery.all()).items()).hasSize(1);

            goOn.countDown();
            writer.join();
        }
    }

    private static Subscription lease(ManualTime time, Duration length) {
        return subscription("lease").toBuilder()
                .expiresAt(time.now().plus(length))
                .build();
    }

    private static Subscription subscription(String name) {
        return Subscription.builder(name)
                .eventType("user.created")
                .functionName("welcome")
                .build();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T absent() {
        @Nullable T nothing = null;
        return nothing;
    }

    private static class Recorder implements ResourceWatcher<Subscription> {

        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void stored(Subscription resource) {
            calls.add("stored " + resource.name() + " " + resource.metadata().revision());
        }

        @Override
        public void removed(String name, long revision, Removal removal) {
            calls.add("removed " + name + " " + revision + " " + removal);
        }

        @Override
        public void ready(long revision) {
            calls.add("ready " + revision);
        }

        @Override
        public void resync() {
            calls.add("resync");
        }
    }
}
