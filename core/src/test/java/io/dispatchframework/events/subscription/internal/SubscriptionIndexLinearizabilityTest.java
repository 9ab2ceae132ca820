package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Lets Lincheck run changes and matches against one another, step by step and freely, and look for a result that no
 * order of theirs explains.
 */
@TestMethodOrder(OrderAnnotation.class)
class SubscriptionIndexLinearizabilityTest {

    private static final String EVENT = "a.b";

    /** By hash under three shapes, by the tree, and one that does not match. */
    private static final String[] PATTERNS = {"a.b", "a.*", "a.#", "#.a.#.b.#", "a.c"};

    private static final int EXACT = 0;
    private static final int ONE_WORD = 1;
    private static final int IN_TREE = 3;

    /** What random scenarios come to only by luck. */
    @Test
    void match_besideChangesThatMostNeedToBePutRight_isLinearizable() {
        options(0, 100)
                // Of two changes, a search that asks the tree last could see the second alone.
                .addCustomScenario(scenario(List.of(), List.of(put(0, EXACT), put(1, IN_TREE))))
                .addCustomScenario(scenario(List.of(put(0, EXACT)), List.of(remove(0), put(1, IN_TREE))))
                // Between its old pattern and its new one, a subscription stands nowhere.
                .addCustomScenario(scenario(List.of(put(0, EXACT)), List.of(put(0, ONE_WORD))))
                .addCustomScenario(scenario(List.of(put(0, IN_TREE)), List.of(put(0, EXACT))))
                .check(Concurrent.class);
    }

    /** Comes first: it takes many times as long once the code has been prepared to run step by step. */
    @Test
    @Order(1)
    void match_besideChangesOnThreadsOfTheirOwn_isLinearizable() {
        checkFreely(6, 100);
    }

    @Test
    void match_besideChangesInterleavedStepByStep_isLinearizable() {
        checkStepByStep(2, 30);
    }

    @Tag("slow")
    @Test
    void match_besideChangesInManyInterleavings_isLinearizable() {
        checkFreely(100, 5_000);
        checkStepByStep(40, 500);
    }

    private static void checkStepByStep(int scenarios, int runs) {
        options(scenarios, runs).check(Concurrent.class);
    }

    private static ModelCheckingOptions options(int scenarios, int runs) {
        return new ModelCheckingOptions()
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .threads(2)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(Sequential.class);
    }

    private static void checkFreely(int scenarios, int runs) {
        new StressOptions()
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .threads(3)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(Sequential.class)
                .check(Concurrent.class);
    }

    /** Two matches beside changes, and one after both. */
    private static ExecutionScenario scenario(List<Actor> before, List<Actor> changes) {
        return new ExecutionScenario(before, List.of(List.of(match(), match()), changes), List.of(match()), null);
    }

    private static Actor put(int name, int pattern) {
        return actor("put", List.of(name, pattern), int.class, int.class);
    }

    private static Actor remove(int name) {
        return actor("remove", List.of(name), int.class);
    }

    private static Actor match() {
        return actor("match", List.of());
    }

    private static Actor actor(String operation, List<Integer> arguments, Class<?>... types) {
        try {
            return new Actor(Concurrent.class.getMethod(operation, types), arguments);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(operation, e);
        }
    }

    private static Subscription subscription(int name, int pattern, long revision) {
        return Subscription.builder("s" + name)
                .eventType(PATTERNS[pattern])
                .functionName("f")
                .build()
                .withMetadata(new Metadata(1, revision, Instant.EPOCH, Instant.EPOCH));
    }

    /** The index, whose route for the event is cached from the beginning. */
    @Param(name = "name", gen = IntGen.class, conf = "0:1")
    @Param(name = "pattern", gen = IntGen.class, conf = "0:4")
    public static class Concurrent {

        private final SubscriptionIndex index = new SubscriptionIndex(new TestTime());
        private final AtomicLong revision = new AtomicLong(1);

        public Concurrent() {
            index.match("source", EVENT);
            index.match("source", EVENT);
        }

        @Operation
        public void put(@Param(name = "name") int name, @Param(name = "pattern") int pattern) {
            index.put(subscription(name, pattern, revision.incrementAndGet()));
        }

        @Operation
        public void remove(@Param(name = "name") int name) {
            index.remove("s" + name, revision.incrementAndGet());
        }

        @Operation
        public List<String> match() {
            Match found = index.match("source", EVENT);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                names.add(found.get(i).name());
            }
            return names;
        }
    }

    /** What the index is to be seen as. */
    public static class Sequential {

        private final Map<String, Subscription> subscriptions = new TreeMap<>();

        public void put(int name, int pattern) {
            subscriptions.put("s" + name, subscription(name, pattern, 1));
        }

        public void remove(int name) {
            subscriptions.remove("s" + name);
        }

        public List<String> match() {
            return subscriptions.values().stream()
                    .filter(each -> NaiveMatcher.matches(each, "source", EVENT))
                    .map(Subscription::name)
                    .toList();
        }
    }
}
