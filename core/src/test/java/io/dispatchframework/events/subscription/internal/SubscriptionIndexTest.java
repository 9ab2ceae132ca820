package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.store.ResourceWatcher.Removal;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.time.TestTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionIndexTest {

    private final TestTime time = new TestTime();
    private final SubscriptionIndex index = new SubscriptionIndex(time);
    private long revision;

    @Test
    void match_ofSeveralPatterns_isInOrderOfNames() {
        put("d", "user.created");
        put("b", "*");
        put("a", "user.#");
        put("c", "#.created.#.x.#");
        put("e", "#.user.#.created.#");
        assertThat(names("user.created")).containsExactly("a", "b", "d", "e");
        assertThat(names("user.created.x")).containsExactly("a", "b", "c", "e");
        assertThat(names("order.created")).containsExactly("b");
    }

    @Test
    void match_whereSourceTypeDiffers_isEmpty() {
        put(stored("a").sourceType("vcenter").eventType("user.created"));
        assertThat(index.match("other", "user.created").isEmpty()).isTrue();
        assertThat(index.match("vcenter", "user.created").size()).isEqualTo(1);
    }

    @Test
    void match_ofPausedSubscription_findsIt() {
        put(stored("a").status(Status.PAUSED));
        assertThat(names("x")).containsExactly("a");
    }

    @Test
    void match_result_staysAsItWas() {
        put("a", "x");
        put("b", "x");
        Match before = index.match("source", "x");
        index.remove("a", ++revision);
        assertThat(before.size()).isEqualTo(2);
        assertThat(before.get(0).current()).isNull();
        assertThat(before.get(0).name()).isEqualTo("a");
        assertThat(names("x")).containsExactly("b");
    }

    @Test
    void put_ofNewVersion_keepsTheObject() {
        Subscription first = put("a", "x");
        IndexedSubscription indexed = found("a");
        Subscription second = update(first.toBuilder().eventType("y").build());
        assertThat(index.find("a")).isSameAs(indexed);
        assertThat(indexed.current()).isEqualTo(second);
        assertThat(names("x")).isEmpty();
        assertThat(names("y")).containsExactly("a");
    }

    @Test
    void put_ofNewVersionWithEqualPatterns_letsTheOldStringsGo() {
        var eventType = new WeakReference<>(fresh("user.created"));
        var sourceType = new WeakReference<>(fresh("vcenter"));
        put(stored("a").eventType(eventType.get()).sourceType(sourceType.get()));
        update(found("a").newest().toBuilder()
                .eventType(fresh("user.created"))
                .sourceType(fresh("vcenter"))
                .build());
        for (int i = 0; i < 2_000; i++) { // until nothing remembers the first change any more
            put("b", "type" + i);
        }

        await().until(() -> {
            System.gc();
            return eventType.get() == null && sourceType.get() == null;
        });
        assertThat(index.match("vcenter", "user.created").size()).isEqualTo(1);
    }

    @Test
    void remove_ofTheFirstOfTwoWithEqualPatterns_letsItsStringsGo() {
        var eventType = new WeakReference<>(fresh("user.created"));
        put(stored("a").eventType(eventType.get()));
        put(stored("b").eventType(fresh("user.created")));
        index.remove("a", ++revision);
        for (int i = 0; i < 2_000; i++) { // until nothing remembers the removal any more
            put("c", "type" + i);
        }

        await().until(() -> {
            System.gc();
            return eventType.get() == null;
        });
        assertThat(names("user.created")).containsExactly("b");
    }

    private static String fresh(String text) {
        return String.valueOf(text.toCharArray());
    }

    @Test
    void put_afterDelete_isAnotherObject() {
        put("a", "x");
        IndexedSubscription first = found("a");
        index.remove("a", ++revision);
        put("a", "x");
        assertThat(index.find("a")).isNotSameAs(first);
        assertThat(first.current()).isNull();
    }

    @Test
    void put_whereDeleteAndCreationWereMissed_isAnotherObject() {
        put("a", "x");
        IndexedSubscription first = found("a");
        put("a", "y");
        assertThat(index.find("a")).isNotSameAs(first);
        assertThat(first.current()).isNull();
        assertThat(names("x")).isEmpty();
        assertThat(names("y")).containsExactly("a");
    }

    @Test
    void put_ofOlderRevision_isIgnored() {
        Subscription first = put("a", "x");
        update(first.toBuilder().eventType("y").build());
        index.put(first);
        assertThat(names("x")).isEmpty();
    }

    @Test
    void put_ofRevisionBeforeDelete_isIgnoredUntilTheWatchHasPassed() {
        Subscription first = put("a", "x");
        index.remove("a", ++revision);
        index.put(first);
        assertThat(index.find("a")).isNull();
        ResourceWatcher<Subscription> watcher = index.watcher();
        watcher.ready(revision);
        index.put(first);
        watcher.stored(first);
        assertThat(index.find("a")).isNull();
    }

    @Test
    void size_whileRemovalsAreRemembered_countsTheSubscriptionsAlone() {
        put("a", "user.created");
        put("b", "user.created");
        index.remove("b", ++revision);
        index.remove("c", ++revision);
        index.remove("c", ++revision);
        assertThat(index.size()).isEqualTo(1);
        assertThat(index.stream().map(IndexedSubscription::name)).containsExactly("a");
        put("c", "user.created");
        assertThat(index.size()).isEqualTo(2);
        index.watcher().ready(revision);
        assertThat(index.size()).isZero();
    }

    @Test
    void remove_ofOlderRevision_isIgnored() {
        put("other", "x");
        Subscription stored = put("a", "x");
        index.remove("a", stored.metadata().revision() - 1);
        assertThat(index.find("a")).isNotNull();
    }

    @Test
    void put_withoutRevision_isRefused() {
        assertThatThrownBy(() -> {
                    index.watcher().stored(Subscription.builder("a").build());
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void watcher_duringResync_servesTheOldStateAndThenSweeps() {
        ResourceWatcher<Subscription> watcher = index.watcher();
        Subscription kept = created("kept", "x");
        Subscription lost = created("lost", "x");
        watcher.stored(kept);
        watcher.stored(lost);
        watcher.ready(revision);
        watcher.resync();
        watcher.stored(kept);
        assertThat(names("x")).containsExactly("kept", "lost");
        long listed = ++revision;
        put("local", "x");
        watcher.ready(listed);
        assertThat(names("x")).containsExactly("kept", "local");
        watcher.removed("kept", ++revision, Removal.DELETED);
        assertThat(names("x")).containsExactly("local");
    }

    @Test
    void match_fromTheInstantOfExpiry_leavesOut() {
        put(stored("a").eventType("x").expiresAt(time.now().plusSeconds(10)));
        put("b", "x");
        assertThat(names("x")).containsExactly("a", "b");
        assertThat(names("x")).containsExactly("a", "b");
        time.setForward(Duration.ofSeconds(10).minusNanos(1));
        assertThat(names("x")).containsExactly("a", "b");
        time.setForward(Duration.ofNanos(1));
        assertThat(names("x")).containsExactly("b");
        assertThat(index.find("a")).isNotNull();
    }

    @Test
    void timer_afterExpiry_removes() {
        put(stored("a").expiresAt(time.now().plus(Duration.ofHours(1))));
        put(stored("b").expiresAt(time.now().plus(Duration.ofHours(2))));
        IndexedSubscription a = found("a");
        time.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(a.current()).isNotNull();
        time.advance(Duration.ofMillis(1));
        assertThat(a.current()).isNull();
        assertThat(index.find("a")).isNull();
        assertThat(index.find("b")).isNotNull();
        assertThat(time.timers()).isEqualTo(1);
    }

    @Test
    void timer_whenTheClockIsSetForward_removesWithinAMinute() {
        put(stored("a").expiresAt(time.now().plus(Duration.ofDays(1))));
        time.setForward(Duration.ofDays(1));
        time.advance(Duration.ofMinutes(1));
        assertThat(index.find("a")).isNull();
        assertThat(time.timers()).isZero();
    }

    @Test
    void put_ofRenewedLease_keepsTheSubscription() {
        Subscription first = put(stored("a").expiresAt(time.now().plusSeconds(10)));
        assertThat(names("x")).containsExactly("a");
        update(first.toBuilder().expiresAt(time.now().plusSeconds(20)).build());
        time.advance(Duration.ofSeconds(15));
        assertThat(names("x")).containsExactly("a");
        time.advance(Duration.ofSeconds(5));
        assertThat(names("x")).isEmpty();
    }

    @Test
    void put_ofExpired_isNotIndexed() {
        put(stored("a").expiresAt(time.now()));
        assertThat(index.find("a")).isNull();
    }

    @Test
    void match_whereNoneThatMatchesExpires_doesNotReadTheClock() {
        put(stored("a").eventType("x").expiresAt(time.now().plusSeconds(10)));
        put("b", "y");
        int before = time.reads();
        for (int i = 0; i < 10; i++) {
            assertThat(names("y")).containsExactly("b");
        }
        assertThat(time.reads()).isEqualTo(before);
    }

    @Test
    void close_callsTheTimerOff() {
        put(stored("a").expiresAt(time.now().plusSeconds(10)));
        index.close();
        assertThat(time.timers()).isZero();
    }

    @Test
    void match_ofManyOnOneType_findsAllInOrder() {
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            put("s" + (i * 7919L % count), "x");
        }
        assertThat(index.match("source", "x").size()).isEqualTo(count);
        put("z", "*");
        List<String> expected = new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> "s" + i).sorted().toList());
        expected.add("z");
        assertThat(names("x")).isEqualTo(expected);
        for (int i = 0; i < count; i += 2) {
            index.remove("s" + i, ++revision);
            expected.remove("s" + i);
        }
        assertThat(names("x")).isEqualTo(expected);
    }

    @Test
    void match_ofManyGaps_staysCheap() {
        put("a", "#.a.#.a.#.a.#");
        StringBuilder pattern = new StringBuilder("#");
        for (int i = 0; i < 60; i++) {
            pattern.append(".a.#");
            put("p" + i, pattern + ".b");
        }
        assertThat(names("a.a.a.a.a.a.a.a")).containsExactly("a");
        assertThat(names("a" + ".a".repeat(63))).containsExactly("a");
        assertThat(names("a" + ".a".repeat(60) + ".b")).hasSize(61);
    }

    @Test
    void match_withMoreShapesThanAreAsked_findsAll() {
        for (int mask = 0; mask < 256; mask++) {
            StringBuilder pattern = new StringBuilder("#");
            for (int i = 0; i < 8; i++) {
                pattern.append((mask & 1 << i) == 0 ? ".*" : ".a");
            }
            put("s" + mask, pattern.toString());
        }
        assertThat(names("a.a.a.a.a.a.a.a")).hasSize(256);
        assertThat(names("a.a.a.a.b.a.a.a")).hasSize(128);
        for (int mask = 0; mask < 256; mask++) {
            index.remove("s" + mask, ++revision);
        }
        assertThat(names("a.a.a.a.a.a.a.a")).isEmpty();
    }

    @Test
    void match_ofTextsWithOneHashCode_tellsThemApart() {
        List<String> colliding = colliding(10);
        for (String text : colliding) {
            put(text, text + "." + text);
        }
        for (String text : colliding) {
            for (int i = 0; i < 3; i++) {
                assertThat(names(text + "." + text)).containsExactly(text);
            }
        }
    }

    /** All combinations of two pairs of letters with the same hash code. */
    private static List<String> colliding(int pairs) {
        List<String> texts = List.of("");
        for (int i = 0; i < pairs; i++) {
            texts = texts.stream()
                    .flatMap(text -> List.of(text + "Aa", text + "BB").stream())
                    .toList();
        }
        return texts;
    }

    @Test
    void match_ofLongAndStrangeTexts_answers() {
        put("all", "*");
        put("gaps", "#.a.#.b.#");
        put("open", "a.#");
        put("deep", "#" + ".a.#".repeat(5_000));
        put("empty", "");
        assertThat(names("a" + ".x".repeat(200_000) + ".b")).containsExactly("all", "gaps", "open");
        assertThat(names("a" + ".a".repeat(5_000))).containsExactly("all", "deep", "open");
        assertThat(names("")).containsExactly("all", "empty");
        assertThat(names("...")).containsExactly("all");
        assertThat(names("a." + ".".repeat(500))).containsExactly("all", "open");
    }

    @Test
    void explain_tellsWhichPartDoesNotMatch() {
        Subscription subscription = put(stored("a").sourceType("vcenter.*").eventType("user.#"));
        assertThat(PatternMatch.of(subscription, "vcenter.one", "user.created"))
                .isEqualTo(new PatternMatch(true, true))
                .matches(PatternMatch::matched);
        assertThat(PatternMatch.of(subscription, "vcenter", "user.created")).isEqualTo(new PatternMatch(false, true));
        assertThat(PatternMatch.of(subscription, "vcenter.one", "order")).isEqualTo(new PatternMatch(true, false));
    }

    private Subscription.Builder stored(String name) {
        return Subscription.builder(name).functionName("f");
    }

    private Subscription put(String name, String eventType) {
        return put(stored(name).eventType(eventType));
    }

    private Subscription put(Subscription.Builder builder) {
        Subscription stored = builder.build().withMetadata(Metadata.created(++revision, Instant.EPOCH));
        index.put(stored);
        return stored;
    }

    private Subscription created(String name, String eventType) {
        return stored(name).eventType(eventType).build().withMetadata(Metadata.created(++revision, Instant.EPOCH));
    }

    private Subscription update(Subscription next) {
        Subscription stored = next.withMetadata(next.metadata().modified(++revision, Instant.EPOCH));
        index.put(stored);
        return stored;
    }

    private IndexedSubscription found(String name) {
        IndexedSubscription found = index.find(name);
        assertThat(found).isNotNull();
        return found;
    }

    private List<String> names(String eventType) {
        Match match = index.match("source", eventType);
        return IntStream.range(0, match.size())
                .mapToObj(i -> match.get(i).name())
                .toList();
    }
}
