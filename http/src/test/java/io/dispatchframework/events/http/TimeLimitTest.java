package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dispatchframework.events.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final TimeLimit limit = new TimeLimit(time, LIMIT);
    private final List<String> passed = new ArrayList<>();

    private TimeLimit.Watch begin(String name) {
        return limit.begin(() -> passed.add(name));
    }

    @Test
    void begin_whatDoesNotEnd_passesAtItsOwnTime() {
        begin("a");
        time.advance(Duration.ofSeconds(4));
        begin("b");
        time.advance(Duration.ofSeconds(6).minusNanos(1));
        assertThat(passed).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(passed).containsExactly("a");
        time.advance(Duration.ofSeconds(4).minusNanos(1));
        assertThat(passed).containsExactly("a");
        time.advance(Duration.ofNanos(1));
        assertThat(passed).containsExactly("a", "b");
    }

    @Test
    void end_whatHasEnded_neverPasses() {
        TimeLimit.Watch first = begin("first");
        TimeLimit.Watch between = begin("between");
        begin("last");
        between.end();
        first.end();
        first.end();
        time.advance(LIMIT);

        assertThat(passed).containsExactly("last");
    }

    @Test
    void begin_afterAllHaveEndedOrPassed_isWatchedAgain() {
        begin("a").end();
        time.advance(LIMIT.multipliedBy(3));
        begin("b");
        time.advance(LIMIT);
        begin("c");
        time.advance(LIMIT);

        assertThat(passed).containsExactly("b", "c");
    }

    @Test
    void begin_withALimitBeyondAllTime_neverPasses() {
        TimeLimit endless = new TimeLimit(time, Duration.ofSeconds(Long.MAX_VALUE));
        TimeLimit.Watch first = endless.begin(() -> passed.add("first"));
        time.advance(Duration.ofDays(36_500));
        endless.begin(() -> passed.add("second"));
        time.advance(Duration.ofDays(36_500));
        first.end();

        assertThat(passed).isEmpty();
    }

    @Test
    void passed_mayBeginAnew() {
        limit.begin(() -> begin("second"));
        time.advance(LIMIT);
        assertThat(passed).isEmpty();
        time.advance(LIMIT);

        assertThat(passed).containsExactly("second");
    }

    @Test
    void begin_afterATimerCouldNotBeSet_isWatchedAgain() {
        AtomicBoolean failing = new AtomicBoolean(true);
        TimeLimit sometimes = new TimeLimit(
                new ForwardingTime(time) {
                    @Override
                    public Timer schedule(Duration delay, Runnable task) {
                        if (failing.get()) {
                            throw new IllegalStateException("no timers now");
                        }
                        return super.schedule(delay, task);
                    }
                },
                LIMIT);
        assertThatIllegalStateException().isThrownBy(() -> sometimes.begin(() -> passed.add("refused")));
        failing.set(false);
        sometimes.begin(() -> passed.add("a"));
        time.advance(Duration.ofSeconds(2));
        sometimes.begin(() -> passed.add("b"));
        failing.set(true);
        time.advance(Duration.ofSeconds(9));
        assertThat(passed).containsExactly("a");
        failing.set(false);
        sometimes.begin(() -> passed.add("c"));
        time.advance(Duration.ofSeconds(1));
        assertThat(passed).containsExactly("a", "b");
        time.advance(LIMIT);

        assertThat(passed).containsExactly("a", "b", "c");
    }

    @Test
    void passed_whatThrows_keepsNoOtherFromPassing() {
        limit.begin(() -> {
            throw new IllegalStateException("as if there were no thread left to hand it to");
        });
        begin("same time");
        time.advance(Duration.ofSeconds(1));
        begin("later");
        time.advance(LIMIT);

        assertThat(passed).containsExactly("same time", "later");
    }

    @Test
    void close_nothingPassesAnyMore() {
        begin("before");
        limit.close();
        begin("after").end();
        begin("after");
        time.advance(LIMIT.multipliedBy(3));

        assertThat(passed).isEmpty();
    }

    @Test
    void atRandom_eachPassesAtItsTimeUnlessItHasEnded() {
        long seed = new Random().nextLong();
        System.out.println("TimeLimitTest.atRandom seed " + seed);
        Random random = new Random(seed);
        TreeMap<Integer, TimeLimit.Watch> open = new TreeMap<>();
        TreeMap<Integer, Long> due = new TreeMap<>();
        List<Integer> over = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            int name = step;
            switch (random.nextInt(3)) {
                case 0 -> {
                    open.put(name, limit.begin(() -> over.add(name)));
                    due.put(name, time.nanos() + LIMIT.toNanos());
                }
                case 1 -> {
                    Integer some = open.ceilingKey(random.nextInt(step + 1));
                    if (some != null) {
                        open.remove(some).end();
                        due.remove(some);
                    }
                }
                default -> time.advance(Duration.ofMillis(random.nextInt(300)));
            }
            List<Integer> expected = due.keySet().stream()
                    .filter(one -> due.get(one) <= time.nanos())
                    .toList();
            assertThat(over).as("step %s", step).isEqualTo(expected);
            over.clear();
            due.keySet().removeAll(expected);
            open.keySet().removeAll(expected);
        }
    }
}
