package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.store.ResourceWatcher.Removal;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the index with a list that is gone through one by one, over random subscriptions, events and changes. */
class SubscriptionIndexModelTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void match_afterEachOfManyRandomChanges_equalsNaiveMatcher(long seed) {
        new Run(seed, 40).steps(60_000);
    }

    @Test
    void match_withManySubscriptionsAtOnce_equalsNaiveMatcher() {
        new Run(5, 3_000).steps(8_000);
    }

    @Tag("slow")
    @Test
    void match_overManySeeds_equalsNaiveMatcher() {
        IntStream.range(100, 200).forEach(seed -> new Run(seed, 40).steps(50_000));
        new Run(200, 20_000).steps(100_000);
    }

    /**
     * One random run against a store made of a map. What the manager does is told to the index at once; the watch tells
     * it later, in order, and now and then loses what it had to tell and lists everything anew.
     */
    private static final class Run {

        /** A word with characters that event types have under the rules of CloudEvents 1.0 alone. */
        private static final String FREE = "example/order placed #\u00e9*\ud83d\ude00";

        private final long seed;
        private final Random random;
        private final int names;
        private final TestTime time = new TestTime();
        private final SubscriptionIndex index = new SubscriptionIndex(time);
        private final ResourceWatcher<Subscription> watcher = index.watcher();
        private final Map<String, Subscription> store = new TreeMap<>();
        private final Queue<Runnable> news = new ArrayDeque<>();
        private final Map<String, Identity> identities = new HashMap<>();
        private long revision;

        Run(long seed, int names) {
            this.seed = seed;
            this.names = names;
            random = new Random(seed);
            watcher.ready(0);
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                step();
                check(i);
            }
            tellAll();
            assertThat(index.stream().map(IndexedSubscription::name))
                    .describedAs("seed %d", seed)
                    .containsExactlyElementsOf(store.keySet());
            assertThat(index.size()).isEqualTo(store.size());
        }

        private void step() {
            int dice = random.nextInt(100);
            String name = "s" + random.nextInt(names);
            Subscription stored = store.get(name);
            if (dice < 45) {
                if (stored == null) {
                    write(randomized(Subscription.builder(name)).build());
                } else {
                    write(update(stored));
                }
            } else if (dice < 60) {
                if (stored != null) {
                    delete(name);
                }
            } else if (dice < 85) {
                if (!news.isEmpty()) {
                    news.remove().run();
                }
            } else if (dice < 90) {
                advance(Duration.ofMillis(random.nextInt(1_500)));
            } else if (dice < 91) {
                relist();
            } else if (stored != null) {
                index.put(stored);
                index.remove(name, stored.metadata().createdRevision() - 1);
            }
        }

        private Subscription update(Subscription stored) {
            return switch (random.nextInt(3)) {
                case 0 -> randomized(stored.toBuilder()).build();
                case 1 -> stored.toBuilder().expiresAt(randomExpiry()).build();
                default -> stored.toBuilder().status(Status.PAUSED).build();
            };
        }

        /** A change, made by this manager or by another, which the index hears of only by the watch. */
        private void write(Subscription subscription) {
            Subscription before = store.get(subscription.name());
            revision++;
            Subscription stored = subscription.withMetadata(
                    before == null
                            ? Metadata.created(revision, time.now())
                            : before.metadata().modified(revision, time.now()));
            store.put(stored.name(), stored);
            if (random.nextInt(4) == 0) {
                tellAll();
                watcher.stored(stored);
            } else {
                index.put(stored);
                news.add(() -> watcher.stored(stored));
            }
            dropExpired();
        }

        private void delete(String name) {
            store.remove(name);
            long deleted = ++revision;
            if (random.nextInt(4) == 0) {
                tellAll();
                watcher.removed(name, deleted, Removal.DELETED);
            } else {
                index.remove(name, deleted);
                news.add(() -> watcher.removed(name, deleted, Removal.DELETED));
            }
        }

        private void advance(Duration by) {
            time.advance(by);
            dropExpired();
        }

        private void dropExpired() {
            Instant now = time.now();
            List<String> expired = new ArrayList<>();
            store.forEach((name, each) -> {
                if (each.isExpired(now)) {
                    expired.add(name);
                }
            });
            for (String name : expired) {
                store.remove(name);
                long removed = ++revision;
                news.add(() -> watcher.removed(name, removed, Removal.EXPIRED));
            }
        }

        /** The watch is away, misses some of its news, and lists anew what is there, while things go on changing. */
        private void relist() {
            int kept = random.nextInt(news.size() + 1);
            List<Runnable> rest = new ArrayList<>(news);
            news.clear();
            rest.subList(0, kept).forEach(Runnable::run);
            for (int i = random.nextInt(4); i > 0; i--) {
                changeUnheard("s" + random.nextInt(names));
            }
            watcher.resync();
            List<Subscription> listing = new ArrayList<>(store.values());
            long listed = revision;
            for (Subscription each : listing) {
                watcher.stored(each);
                if (random.nextInt(20) == 0) {
                    String name = "s" + random.nextInt(names);
                    if (store.containsKey(name)) {
                        index.remove(name, ++revision);
                        store.remove(name);
                        long deleted = revision;
                        news.add(() -> watcher.removed(name, deleted, Removal.DELETED));
                    }
                }
            }
            watcher.ready(listed);
        }

        /** A change by another manager, of which the watch does not tell. */
        private void changeUnheard(String name) {
            Subscription before = store.remove(name);
            revision++;
            if (before == null || random.nextBoolean()) {
                Subscription created = randomized(Subscription.builder(name)).build();
                store.put(name, created.withMetadata(Metadata.created(++revision, time.now())));
            }
        }

        private void tellAll() {
            news.forEach(Runnable::run);
            news.clear();
        }

        private void check(int step) {
            String source = randomText(2);
            String type = randomText(6);
            assertThat(names(index.match(source, type)))
                    .describedAs("seed %d, step %d: '%s' from '%s'", seed, step, type, source)
                    .isEqualTo(expected(source, type));
            String name = "s" + random.nextInt(names);
            IndexedSubscription found = index.find(name);
            Subscription stored = store.get(name);
            assertThat(found == null ? null : found.current())
                    .describedAs("seed %d, step %d: %s", seed, step, name)
                    .isEqualTo(stored);
            if (found != null && stored != null) {
                long created = stored.metadata().createdRevision();
                Identity known = identities.put(name, new Identity(created, found));
                if (known != null && known.created == created) {
                    assertThat(found).isSameAs(known.subscription);
                }
            }
        }

        private List<String> expected(String source, String type) {
            return store.values().stream()
                    .filter(each -> NaiveMatcher.matches(each, source, type))
                    .map(Subscription::name)
                    .toList();
        }

        private static List<String> names(Match match) {
            return IntStream.range(0, match.size())
                    .mapToObj(i -> match.get(i).name())
                    .toList();
        }

        private Subscription.Builder randomized(Subscription.Builder builder) {
            return builder.eventType(randomPattern(6))
                    .sourceType(random.nextInt(3) == 0 ? "*" : randomPattern(2))
                    .functionName("f")
                    .expiresAt(random.nextInt(4) == 0 ? randomExpiry() : null);
        }

        private Instant randomExpiry() {
            return time.now().plusMillis(1 + random.nextInt(5_000));
        }

        private String randomPattern(int mostWords) {
            if (random.nextInt(10) == 0) {
                return "*";
            }
            return randomWords(mostWords, "a", "a", "a", "b", "b", "c", "*", "#", "#", "", FREE);
        }

        private String randomText(int mostWords) {
            return randomWords(mostWords, "a", "a", "a", "a", "b", "b", "b", "c", "*", "#", "", FREE);
        }

        private String randomWords(int most, String... choice) {
            int count = 1 + random.nextInt(most);
            List<String> words = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                words.add(choice[random.nextInt(choice.length)]);
            }
            return String.join(".", words);
        }

        private record Identity(long created, IndexedSubscription subscription) {}
    }
}
