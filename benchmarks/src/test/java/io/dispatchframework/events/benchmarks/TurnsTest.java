package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.options.TimeValue;

class TurnsTest {

    private final List<String> seen = new ArrayList<>();
    private final Turns turns = new Turns() {
        @Override
        Map<String, Contender.Start> contenders() {
            return Map.of("one", () -> named("one"), "two", () -> named("two"), "three", () -> named("three"));
        }

        @Override
        void prepare() {
            seen.add("prepare");
        }
    };

    private Contender named(String name) {
        seen.add("start " + name);
        return new Contender() {
            @Override
            public void run(Blackhole results) {
                seen.add(name);
            }

            @Override
            public void close() {
                seen.add("close " + name);
            }
        };
    }

    private void iterations(IterationType type, int number) throws Exception {
        Blackhole results = new Blackhole(
                "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");
        for (int i = 0; i < number; i++) {
            turns.next(new IterationParams(type, number, TimeValue.milliseconds(1), 1));
            turns.run(results);
            turns.run(results);
        }
    }

    @Test
    void start_someContenders_startsThemInTheOrderOfTheirTurns() throws Exception {
        turns.contenders = "two+one";

        turns.start();
        turns.close();

        assertThat(seen).containsExactly("prepare", "start two", "start one", "close one", "close two");
    }

    @Test
    void run_severalIterations_isOneTurnEach() throws Exception {
        turns.contenders = "two+one+three";
        turns.start();
        seen.clear();

        iterations(IterationType.MEASUREMENT, 4);

        assertThat(seen).containsExactly("two", "two", "one", "one", "three", "three", "two", "two");
    }

    @Test
    void run_afterWarmupThatEndsAnywhere_beginsWithTheFirst() throws Exception {
        turns.contenders = "two+one";
        turns.start();
        iterations(IterationType.WARMUP, 3);
        seen.clear();

        iterations(IterationType.MEASUREMENT, 2);

        assertThat(seen).containsExactly("two", "two", "one", "one");
    }

    @Test
    void start_unknownContender_isRefusedWithThoseThatThereAre() {
        turns.contenders = "one+four";

        assertThatThrownBy(turns::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("one", "two", "three", "one+four");
    }
}
