package io.dispatchframework.events.subscription.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What others may choose in order to make the index slow: counted in steps, not in time. */
class AdversaryTest {

    private static final long SEED = 20_180_302;

    private final WordKeys keys = new WordKeys(new SplittableRandom(SEED));
    private final Shapes shapes = new Shapes();
    private final PatternTrie trie = new PatternTrie();
    private final Search search = new Search(keys, keys, new Merges());
    private int added;

    @Test
    void hash_ofNamesWithOneHashCode_findsOneEntryEach() {
        List<String> colliding = colliding(12);
        assertThat(colliding.stream().map(String::hashCode).distinct()).hasSize(1);
        EntryTable table = new EntryTable();
        for (String name : colliding) {
            table = table.with(hash(keys, name), name);
        }
        int compared = 0;
        for (String name : colliding) {
            int hash = hash(keys, name);
            for (int at = table.first(hash); at >= 0; at = table.next(hash, at)) {
                compared++;
            }
            assertThat(keys.hash(name)).isNotEqualTo(keys.hash(name + "."));
        }
        assertThat(compared).as("of %d names", colliding.size()).isBetween(4_096, 4_100);
    }

    /** A difference in the highest bit of a factor is in the highest bit of the product, whatever the other factor. */
    @Test
    void hash_ofNamesThatDifferInHighestBits_differs() {
        String one = "abcdefgh";
        String other = "abc" + flipped('d') + "e" + flipped('f') + "g" + flipped('h');
        Set<Integer> hashes = new HashSet<>();
        int names = 1 << 10;
        for (int choice = 0; choice < names; choice++) {
            StringBuilder name = new StringBuilder();
            for (int block = 0; block < 10; block++) {
                name.append((choice >> block & 1) == 0 ? one : other);
            }
            hashes.add(keys.hash(name.toString()));
        }
        assertThat(hashes).hasSizeGreaterThan(names - 3);
    }

    private static char flipped(char c) {
        return (char) (c ^ 0x8000);
    }

    @Test
    void secret_drawnTwice_hashesDifferently() {
        WordKeys one = WordKeys.secret();
        WordKeys other = WordKeys.secret();
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            same += hash(one, "name" + i) == hash(other, "name" + i) ? 1 : 0;
            same += one.hash("name" + i) == other.hash("name" + i) ? 1 : 0;
        }
        assertThat(same).isLessThan(3);
    }

    @Test
    void routes_inAFloodOfNewOnes_stayAndNothingIsAdmitted() {
        RouteCache routes = new RouteCache(42);
        int hot = admit(routes, "user.created");
        int admitted = 0;
        for (int i = 0; i < 1_000_000; i++) {
            admitted += routes.isKnown(routes.hash("source", "flood" + i)) ? 1 : 0;
        }
        assertThat(admitted).isLessThan(3);
        assertThat(routes.find(hot, "source", "user.created")).isNotNull();
    }

    @Test
    void routes_inAFloodOfThoseThatComeTwice_keepWhatIsUsed() {
        RouteCache routes = new RouteCache(42);
        int hot = admit(routes, "user.created");
        for (int i = 0; i < 200_000; i++) {
            admit(routes, "flood" + i);
            assertThat(routes.find(hot, "source", "user.created")).isNotNull();
        }
    }

    @Test
    void routes_withOneHashCode_takeNoMorePlacesThanOneRouteMayHave() {
        RouteCache routes = new RouteCache(42);
        int hot = admit(routes, "user.created");
        List<String> colliding = colliding(12);
        colliding.forEach(each -> admit(routes, each));
        int hash = routes.hash("source", colliding.get(0));
        assertThat(colliding.stream().filter(each -> routes.find(hash, "source", each) != null))
                .hasSizeBetween(1, 4);
        assertThat(routes.find(hot, "source", "user.created")).isNotNull();
    }

    @Test
    void find_ofManyGapsInRepeatedWords_comesToEachNodeOnce() {
        add("#.a.#.a.#.a.#");
        add("#" + ".a.#".repeat(60) + ".b");
        search("a.a.a.a.a.a.a.a");
        assertThat(search.steps).isLessThanOrEqualTo(nodes(4, 60));
        assertThat(search("a" + ".a".repeat(63))).containsExactly("s0");
        assertThat(search.steps).isLessThanOrEqualTo(nodes(4, 60));
        assertThat(search("a" + ".a".repeat(63) + ".b")).containsExactly("s0", "s1");
    }

    /** The root, the event types' words with the gaps between them, and the source types' gap under each end. */
    private static int nodes(int... literals) {
        return 1 + IntStream.of(literals).map(each -> 2 * each + 4).sum();
    }

    @Test
    void find_ofAsManyGapsAsAValidPatternHas_answers() {
        SubscriptionIndex index = new SubscriptionIndex(new TestTime());
        String deepest = "#" + ".a.#".repeat(255);
        index.put(stored(0, Subscription.builder("deep").eventType(deepest).sourceType(deepest)));
        String longest = "a" + ".a".repeat(SubscriptionIndex.LONGEST_KEPT / 2 - 1);
        assertThat(longest.length()).isLessThanOrEqualTo(SubscriptionIndex.LONGEST_KEPT);
        assertThat(index.match(longest, longest).size()).isEqualTo(1);
        assertThat(index.match(longest, "a.a").size()).isZero();
    }

    /** Whoever subscribes can make shapes; the 65th and all after it must not make each event ask for one more. */
    @Test
    void find_ofThousandsOfShapes_asksFewAndComesOnlyToWhatBeginsAsTheEventDoes() {
        Random random = new Random(SEED);
        Set<String> patterns = new HashSet<>();
        while (patterns.size() < 5_000) {
            StringBuilder pattern = new StringBuilder("w0");
            for (int i = 1; i < 40; i++) {
                pattern.append(random.nextBoolean() ? ".*" : ".w" + i);
            }
            patterns.add(pattern.append(".end").append(patterns.size() % 100).toString());
        }
        int shaped = 0;
        int words = 0;
        for (String pattern : patterns) {
            if (add(pattern)) {
                shaped++;
            } else {
                words += 43; // the last of them is the source type's gap, with a node before it
            }
        }
        assertThat(shaped).isEqualTo(Shapes.MOST);

        String all =
                String.join(".", IntStream.range(0, 40).mapToObj(i -> "w" + i).toList());
        assertThat(search(all + ".end7")).hasSizeBetween(45, 55);
        assertThat(search.steps).as("all begin like this").isLessThanOrEqualTo(words);
        search("other" + all.substring(2) + ".end7");
        assertThat(search.steps).as("none begins like this").isEqualTo(1);
        search("w0" + ".x".repeat(39) + ".end7");
        assertThat(search.steps).as("words that nobody names").isLessThan(100);
        search(all);
        assertThat(search.steps).as("a word less").isLessThanOrEqualTo(words);
    }

    @Test
    void compareEach_ofAMillionWords_looksOnlyAtWhatIsInTheTree() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(add("area" + i + ".*")).isTrue();
        }
        assertThat(add("area1.#")).isTrue();
        assertThat(add("#.x.#.y.#")).isFalse();
        assertThat(add("#.x.#.z.#")).isFalse();
        search.start("source", "area1" + ".x".repeat(1_000_000) + ".y");
        shapes.find(search);
        trie.compareEach(search);
        assertThat(search.steps).isEqualTo(2);
        assertThat(names(search.end())).containsExactly("s10000", "s10001");
    }

    @Test
    void match_ofATypeThatIsTooLongToKeep_isAsOfAnyOther() {
        SubscriptionIndex index = new SubscriptionIndex(new TestTime());
        String type = "a" + ".x".repeat(1_000_000);
        index.put(stored(0, Subscription.builder("exact").eventType(type)));
        index.put(stored(1, Subscription.builder("open").eventType("a.#")));
        index.put(stored(2, Subscription.builder("gaps").eventType("#.x.#.x.#")));
        index.put(stored(3, Subscription.builder("other").eventType("b.#")));
        assertThat(names(index.match("source", type))).containsExactly("exact", "gaps", "open");
        index.remove("gaps", 10);
        index.remove("exact", 11);
        assertThat(names(index.match("source", type))).containsExactly("open");
    }

    @Test
    void match_whileManyExpireAtOnce_seesNoneAndOneTimerRemovesAll() {
        TestTime time = new TestTime();
        SubscriptionIndex index = new SubscriptionIndex(time);
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            index.put(stored(
                    i,
                    Subscription.builder("s" + i)
                            .eventType("x")
                            .expiresAt(time.now().plusSeconds(10))));
        }
        index.put(stored(count, Subscription.builder("stays").eventType("x")));
        assertThat(index.match("source", "x").size()).isEqualTo(count + 1);
        assertThat(time.timers()).isEqualTo(1);
        time.setForward(Duration.ofSeconds(10));
        assertThat(names(index.match("source", "x"))).containsExactly("stays");
        assertThat(index.size()).isEqualTo(count + 1);
        time.advance(Duration.ofSeconds(10));
        assertThat(index.size()).isEqualTo(1);
        assertThat(time.timers()).isZero();
        assertThat(names(index.match("source", "x"))).containsExactly("stays");
    }

    /** More changes than a cached route is caught up with, of which none, some or the last touches it. */
    @Test
    void match_amidAStormOfUpdatesOfOneSubscription_isTheLast() {
        SubscriptionIndex index = new SubscriptionIndex(new TestTime());
        index.put(stored(0, Subscription.builder("fixed").eventType("x")));
        int revision = 2;
        for (int storm : new int[] {1, 1_023, 1_024, 1_025, 50_000}) {
            for (String last : List.of("y", "x", "#.x.#.x", "*")) {
                for (int i = 0; i < storm; i++) {
                    put(index, i % 2 == 0 ? "y" : "z", ++revision);
                }
                put(index, last, ++revision);
                List<String> expected =
                        last.equals("x") || last.equals("*") ? List.of("fixed", "storm") : List.of("fixed");
                for (int i = 0; i < 3; i++) {
                    assertThat(names(index.match("source", "x")))
                            .as("%d, %s", storm, last)
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(index.size()).isEqualTo(2);
    }

    private static void put(SubscriptionIndex index, String pattern, int revision) {
        index.put(Subscription.builder("storm")
                .eventType(pattern)
                .functionName("f")
                .build()
                .withMetadata(new Metadata(2, revision, Instant.EPOCH, Instant.EPOCH)));
    }

    /** As the index does; tells whether the pattern has a shape. */
    private boolean add(String pattern) {
        IndexedSubscription subscription = new IndexedSubscription(
                stored(added, Subscription.builder("s" + added).eventType(pattern)));
        added++;
        Words source = new Words(keys).set("*");
        Words event = new Words(keys).set(pattern);
        boolean shaped = shapes.add(subscription, source, event);
        if (!shaped) {
            trie.add(subscription, source, event);
        }
        return shaped;
    }

    private List<String> search(String eventType) {
        search.start("source", eventType);
        shapes.find(search);
        trie.find(search);
        return names(search.end());
    }

    private static List<String> names(Match match) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < match.size(); i++) {
            names.add(match.get(i).name());
        }
        return names;
    }

    private static Subscription stored(int number, Subscription.Builder builder) {
        return builder.functionName("f").build().withMetadata(Metadata.created(number + 1, Instant.EPOCH));
    }

    /** As the index does where a route was not asked for lately. */
    private static int admit(RouteCache routes, String eventType) {
        int hash = routes.hash("source", eventType);
        for (int i = 0; i < 2; i++) {
            if (routes.isKnown(hash)) {
                routes.put(hash, new Route("source", eventType, Match.NONE, null, 0));
            }
        }
        return hash;
    }

    private static int hash(WordKeys keys, String text) {
        return HashTable.hash(new Words(keys).set(text).hash());
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
}
