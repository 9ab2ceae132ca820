package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.store.AlreadyExistsException;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.ResourceStore;
import io.dispatchframework.events.store.ResourceStore.Watch;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.testkit.WatchRecorder.Call;
import io.dispatchframework.events.testkit.WatchRecorder.Kind;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ResourceStore} must do, as documented there; extend this class to test a store.
 *
 * <p>Each test has a store of its own, empty, made by {@link #createStore}. The store lives by a {@link ManualTime}, so
 * that it can be seen to let resources expire; where it may take its time (to call watchers, to notice an expiry), the
 * tests wait, up to {@link #patience()}. Random tests use {@link #seed()} and tell it when they fail.
 *
 * <p>For subscriptions extend {@link SubscriptionStoreContract}, for event drivers and their types
 * {@link EventDriverStoreContract} and {@link EventDriverTypeStoreContract}: these have all but the store.
 *
 * @param <R> the kind of resource
 * @since 0.1
 */
public abstract class ResourceStoreContract<R extends Resource<R>> {

    private static final int ROOMY = 100_000;
    private static final int THREADS = 4;

    /** Writers stop by themselves: a store may tell later, and should not be flooded with what it is to tell. */
    private static final int ROUNDS = 5_000;

    /** Names in the order of their UTF-16 units, which is not that of code points, nor of any language. */
    private static final List<String> NAMES_IN_ORDER = List.of(
            " ",
            "%",
            "'; --",
            "*",
            "A",
            "B",
            "_",
            "a",
            "a b",
            "a.b",
            "aa",
            "b",
            "\u00e4",
            "\u65e5",
            "\ud83d\ude00",
            "\uff5e");

    /** The time that the store of the test lives by. */
    protected final ManualTime time = new ManualTime();

    private final List<ResourceStore<R>> stores = new ArrayList<>();
    private @Nullable ResourceStore<R> roomy;

    /** For JUnit, which makes an instance for each test. */
    protected ResourceStoreContract() {}

    /**
     * Makes an empty store; each test closes those that it has asked for.
     *
     * @param time the time that expiries go by
     * @param capacity how many resources the store takes at most
     * @return a new store, which shares nothing with those made before
     */
    protected abstract ResourceStore<R> createStore(TimeSource time, int capacity);

    /**
     * Makes a resource that was not stored yet.
     *
     * @param name its name
     * @param tags its tags
     * @param fieldValue the value of its field named {@link #field()}
     * @param expiresAt when it leaves, or {@code null}
     * @return the resource, without metadata
     */
    protected abstract R resource(
            String name, Map<String, String> tags, String fieldValue, @Nullable Instant expiresAt);

    /**
     * Names the field by which the tests query.
     *
     * @return one of the names in {@link Resource#fields()} of this kind of resource
     */
    protected abstract String field();

    /**
     * Tells how long the tests wait, in real time, for what a store may do later.
     *
     * @return ten seconds, unless overridden
     */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /**
     * Tells the seed of the random tests.
     *
     * @return the system property {@code dispatch.testkit.seed}, or another one each time
     */
    protected long seed() {
        return Long.getLong("dispatch.testkit.seed", System.nanoTime());
    }

    /** Makes the store that most tests use. */
    @BeforeEach
    final void open() {
        roomy = open(ROOMY);
    }

    /** Closes the stores of the test. */
    @AfterEach
    final void closeAll() {
        stores.forEach(ResourceStore::close);
    }

    // ---------------------------------------------------------------- insert, find, update, delete

    /** An inserted resource is found, with metadata. */
    @Test
    public void insert_newName_isFoundWithMetadata() {
        R given = plain("one");

        R stored = store().insert(given);

        assertThat(stored.withMetadata(Metadata.NONE)).isEqualTo(given);
        Metadata metadata = stored.metadata();
        assertThat(metadata.revision()).isPositive();
        assertThat(metadata).isEqualTo(Metadata.created(metadata.revision(), time.now()));
        assertThat(store().find("one")).contains(stored);
    }

    /** A name that is taken is refused, and who has it keeps it. */
    @Test
    public void insert_takenName_isRefusedAndTheOldStays() {
        R old = store().insert(plain("one"));

        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> store().insert(tagged("one", "team", "blue")))
                .satisfies(thrown -> assertThat(thrown.name()).isEqualTo("one"));

        assertThat(store().find("one")).contains(old);
    }

    /** Names are told apart to the letter, whatever is in them. */
    @Test
    public void insert_namesOfAllSorts_areToldApart() {
        NAMES_IN_ORDER.forEach(name -> store().insert(plain(name)));

        assertThat(NAMES_IN_ORDER)
                .allSatisfy(name ->
                        assertThat(store().find(name)).map(Resource::name).contains(name));
    }

    /** The metadata of what is handed in means nothing. */
    @Test
    public void insertAndUpdate_withMetadata_doNotLookAtIt() {
        Metadata nonsense = new Metadata(4_711, 4_712, Instant.EPOCH, Instant.MAX);

        R inserted = store().insert(plain("one").withMetadata(nonsense));
        assertThat(inserted.metadata())
                .isEqualTo(Metadata.created(inserted.metadata().revision(), time.now()));

        R updated = store().update(plain("one").withMetadata(nonsense), revision(inserted));
        assertThat(updated.metadata()).isEqualTo(inserted.metadata().modified(revision(updated), time.now()));
    }

    /** What is not there is not found. */
    @Test
    public void find_unknownName_isEmpty() {
        store().insert(plain("one"));

        assertThat(store().find("on")).isEmpty();
        assertThat(store().find("")).isEmpty();
    }

    /** An update replaces, and keeps the creation. */
    @Test
    public void update_expectedRevision_replacesAndKeepsTheCreation() {
        R inserted = store().insert(tagged("one", "team", "blue"));
        time.advance(Duration.ofSeconds(1));
        R next = tagged("one", "team", "red");

        R updated = store().update(next, revision(inserted));

        assertThat(updated.withMetadata(Metadata.NONE)).isEqualTo(next);
        assertThat(revision(updated)).isGreaterThan(revision(inserted));
        assertThat(updated.metadata()).isEqualTo(inserted.metadata().modified(revision(updated), time.now()));
        assertThat(store().find("one")).contains(updated);
    }

    /** An update of an older version is refused with both revisions. */
    @Test
    public void update_staleRevision_isRefusedWithBothRevisions() {
        R first = store().insert(plain("one"));
        R second = store().update(plain("one"), revision(first));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store().update(tagged("one", "team", "blue"), revision(first)))
                .satisfies(thrown -> {
                    assertThat(thrown.name()).isEqualTo("one");
                    assertThat(thrown.expectedRevision()).isEqualTo(revision(first));
                    assertThat(thrown.actualRevision()).isEqualTo(revision(second));
                });

        assertThat(store().find("one")).contains(second);
    }

    /** What is not there is not updated, nor put in. */
    @Test
    public void update_unknownName_isRefused() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> store().update(plain("one"), 1))
                .satisfies(thrown -> assertThat(thrown.name()).isEqualTo("one"));

        assertThat(store().find("one")).isEmpty();
    }

    /** What is deleted is gone, at a revision of its own. */
    @Test
    public void delete_expectedRevision_removes() {
        R stored = store().insert(plain("one"));

        long deleted = store().delete("one", revision(stored));

        assertThat(deleted).isGreaterThan(revision(stored));
        assertThat(store().find("one")).isEmpty();
        assertThat(names(ListQuery.all())).isEmpty();
    }

    /** A delete of an older version is refused with both revisions. */
    @Test
    public void delete_staleRevision_isRefusedWithBothRevisions() {
        R first = store().insert(plain("one"));
        R second = store().update(plain("one"), revision(first));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store().delete("one", revision(first)))
                .satisfies(thrown -> {
                    assertThat(thrown.name()).isEqualTo("one");
                    assertThat(thrown.expectedRevision()).isEqualTo(revision(first));
                    assertThat(thrown.actualRevision()).isEqualTo(revision(second));
                });

        assertThat(store().find("one")).contains(second);
    }

    /** What is not there is not deleted. */
    @Test
    public void delete_unknownName_isRefused() {
        R stored = store().insert(plain("one"));
        store().delete("one", revision(stored));

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> store().delete("one", revision(stored)))
                .satisfies(thrown -> assertThat(thrown.name()).isEqualTo("one"));
    }

    /** Revisions rise over all names and all kinds of change, and a name that comes back has a creation of its own. */
    @Test
    public void revisions_overAllChanges_riseAndAreNotUsedAgain() {
        List<Long> given = new ArrayList<>();
        R one = store().insert(plain("one"));
        given.add(revision(one));
        R two = store().insert(plain("two"));
        given.add(revision(two));
        one = store().update(plain("one"), revision(one));
        given.add(revision(one));
        given.add(store().delete("two", revision(two)));
        given.add(store().delete("one", revision(one)));
        R again = store().insert(plain("one"));
        given.add(revision(again));

        assertThat(given).isSorted().doesNotHaveDuplicates();
        assertThat(again.metadata().createdRevision()).isEqualTo(revision(again));
    }

    /** No method takes null. */
    @Test
    public void everyMethod_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> store().insert(absent()));
        assertThatNullPointerException().isThrownBy(() -> store().find(absent()));
        assertThatNullPointerException().isThrownBy(() -> store().update(absent(), 1));
        assertThatNullPointerException().isThrownBy(() -> store().delete(absent(), 1));
        assertThatNullPointerException().isThrownBy(() -> store().list(absent()));
        assertThatNullPointerException().isThrownBy(() -> store().watch(absent()));
    }

    // ---------------------------------------------------------------- list

    /** A listing is in the order of the names by {@link String#compareTo}. */
    @Test
    public void list_everything_isInTheOrderOfNames() {
        List<String> shuffled = new ArrayList<>(NAMES_IN_ORDER);
        Collections.shuffle(shuffled, new Random(1));
        shuffled.forEach(name -> store().insert(plain(name)));

        assertThat(names(ListQuery.all())).containsExactlyElementsOf(NAMES_IN_ORDER);
    }

    /** A listing has the stored versions. */
    @Test
    public void list_afterChanges_hasWhatIsStored() {
        R one = store().insert(plain("one"));
        R two = store().insert(plain("two"));
        R updated = store().update(tagged("one", "team", "red"), revision(one));
        store().delete("two", revision(two));

        Page<R> page = store().list(ListQuery.all());

        assertThat(page.items()).containsExactly(updated);
        assertThat(page.hasMore()).isFalse();
    }

    /** A listing can be narrowed by tag and by field; all conditions must hold. */
    @Test
    public void list_byTagAndField_hasOnlyThose() {
        store().insert(resource("a", Map.of("team", "blue", "tier", "gold"), "user.created", null));
        store().insert(resource("b", Map.of("team", "blue"), "user.deleted", null));
        store().insert(resource("c", Map.of("team", "red"), "user.created", null));
        store().insert(resource("d", Map.of(), "user.created", null));

        assertThat(names(ListQuery.all().tag("team", "blue"))).containsExactly("a", "b");
        assertThat(names(ListQuery.all().tag("team", "blue").tag("tier", "gold")))
                .containsExactly("a");
        assertThat(names(ListQuery.all().field(field(), "user.created"))).containsExactly("a", "c", "d");
        assertThat(names(ListQuery.all().field(field(), "user.created").tag("team", "red")))
                .containsExactly("c");
        assertThat(names(ListQuery.all().field(field(), "user.*"))).isEmpty();
        assertThat(names(ListQuery.all().tag("blue", "team"))).isEmpty();
        assertThat(names(ListQuery.all().field("no such field", "user.created")))
                .isEmpty();
    }

    /** Pages have at most as many as asked for, and all of them together have each once. */
    @Test
    public void list_pageByPage_hasEachOnce() {
        List<String> all = IntStream.range(0, 50).mapToObj("n%02d"::formatted).toList();
        all.forEach(name -> store().insert(plain(name)));

        for (int limit : new int[] {1, 7, 25, 50, 51, Integer.MAX_VALUE}) {
            List<String> seen = new ArrayList<>();
            forEachPage(ListQuery.all().limit(limit), page -> {
                assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
                page.items().forEach(item -> seen.add(item.name()));
            });
            assertThat(seen).as("pages of %d", limit).isEqualTo(all);
        }
        assertThat(store().list(ListQuery.all()).hasMore()).isFalse();
        assertThat(store().list(ListQuery.all().limit(49)).hasMore()).isTrue();
    }

    /** Conditions hold on every page, and the limit counts only what meets them. */
    @Test
    public void list_pageByPageWithCondition_countsWhatMeetsIt() {
        for (int i = 0; i < 50; i++) {
            store().insert(tagged("n%02d".formatted(i), "tenth", Boolean.toString(i % 10 == 0)));
        }
        ListQuery query = ListQuery.all().tag("tenth", "true").limit(2);

        List<String> seen = new ArrayList<>();
        forEachPage(query, page -> page.items().forEach(item -> seen.add(item.name())));

        assertThat(store().list(query).items()).hasSize(2);
        assertThat(seen).containsExactly("n00", "n10", "n20", "n30", "n40");
    }

    /** A page can start behind a name that is not there. */
    @Test
    public void list_afterNameThatIsGone_goesOnBehindIt() {
        List.of("a", "c", "e").forEach(name -> store().insert(plain(name)));

        assertThat(names(ListQuery.all().after("b"))).containsExactly("c", "e");
        assertThat(names(ListQuery.all().after("c"))).containsExactly("e");
        assertThat(names(ListQuery.all().after("e"))).isEmpty();
    }

    /** What comes and goes between two pages neither hides nor repeats what stays. */
    @Test
    public void list_changesBetweenPages_hasWhatStaysOnce() {
        List<String> staying =
                IntStream.range(0, 20).mapToObj("n%02d"::formatted).toList();
        staying.forEach(name -> store().insert(plain(name)));
        List<R> before = IntStream.range(0, 5)
                .mapToObj(i -> store().insert(plain("a" + i)))
                .collect(Collectors.toCollection(ArrayList::new));
        List<String> seen = new ArrayList<>();

        forEachPage(ListQuery.all().limit(4), page -> {
            page.items().forEach(item -> seen.add(item.name()));
            if (seen.size() < 10) {
                R gone = before.remove(0);
                store().delete(gone.name(), revision(gone));
            } else {
                store().insert(plain("b" + seen.size()));
            }
        });

        assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(staying);
    }

    /** What is there all the time is in a listing once, whatever else comes and goes meanwhile. */
    @Test
    public void list_whileOthersComeAndGo_hasWhatStaysOnce() {
        List<String> staying =
                IntStream.range(0, 100).mapToObj("n%03d"::formatted).toList();
        staying.forEach(name -> store().insert(plain(name)));
        AtomicBoolean done = new AtomicBoolean();
        long seed = seed();

        inParallel(2, thread -> {
            if (thread == 0) {
                Random random = new Random(seed);
                while (!done.get()) {
                    R other = store().insert(plain("n%03d-%d".formatted(random.nextInt(100), random.nextInt(10))));
                    store().delete(other.name(), revision(other));
                }
            } else {
                try {
                    for (int round = 0; round < 50; round++) {
                        List<String> seen = new ArrayList<>();
                        forEachPage(
                                ListQuery.all().limit(7), page -> page.items().forEach(i -> seen.add(i.name())));
                        assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(staying);
                    }
                } finally {
                    done.set(true);
                }
            }
        });
    }

    // ---------------------------------------------------------------- watch

    /** A watch tells what is stored, then that this was all, then changes, with their revisions. */
    @Test
    public void watch_storeInUse_tellsTheListingThenChanges() {
        R one = store().insert(plain("one"));
        R two = store().insert(plain("two"));
        one = store().update(plain("one"), revision(one));
        long last = store().delete("two", revision(two));

        WatchRecorder<R> watcher = watch();
        assertThat(watcher.state()).isEqualTo(Map.of("one", one));
        assertThat(watcher.readyAt()).isEqualTo(last);

        R three = store().insert(plain("three"));
        R four = store().update(plain("three"), revision(three));
        long five = store().delete("three", revision(four));
        awaitChange(watcher, five);

        assertThat(watcher.changes())
                .containsExactly(
                        new Call(Kind.STORED, "three", revision(three)),
                        new Call(Kind.STORED, "three", revision(four)),
                        new Call(Kind.DELETED, "three", five));
        assertThat(watcher.state()).isEqualTo(Map.of("one", one));
        assertThat(watcher.faults()).isEmpty();
    }

    /** A watch of an empty store is ready too. */
    @Test
    public void watch_emptyStore_isReady() {
        WatchRecorder<R> watcher = watch();

        assertThat(watcher.state()).isEmpty();
        assertThat(watcher.faults()).isEmpty();
    }

    /** What was refused is not told. */
    @Test
    public void watch_refusedChanges_tellsNothingOfThem() {
        ResourceStore<R> small = open(2);
        WatchRecorder<R> watcher = watch(small);
        R one = small.insert(plain("one"));
        R two = small.insert(plain("two"));

        assertThatExceptionOfType(AlreadyExistsException.class).isThrownBy(() -> small.insert(plain("one")));
        assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> small.insert(plain("three")));
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> small.update(plain("one"), 4_711));
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> small.delete("one", 4_711));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> small.delete("three", 1));
        long last = small.delete("two", revision(two));

        awaitChange(watcher, last);
        assertThat(watcher.changes())
                .containsExactly(
                        new Call(Kind.STORED, "one", revision(one)),
                        new Call(Kind.STORED, "two", revision(two)),
                        new Call(Kind.DELETED, "two", last));
        assertThat(watcher.faults()).isEmpty();
    }

    /** Every watch hears every change, whenever it began. */
    @Test
    public void watch_several_allHearEverything() {
        WatchRecorder<R> early = watch();
        R one = store().insert(plain("one"));
        WatchRecorder<R> late = watch();
        R two = store().insert(plain("two"));

        awaitChange(early, revision(two));
        awaitChange(late, revision(two));
        assertThat(early.state()).isEqualTo(Map.of("one", one, "two", two)).isEqualTo(late.state());
        assertThat(late.changes()).containsExactly(new Call(Kind.STORED, "two", revision(two)));
        assertThat(early.changes()).hasSize(2);
    }

    /** While many write, every change is told in the order of revisions, on one thread at a time. */
    @Test
    public void watch_concurrentWriters_isToldSeriallyInOrder() {
        writeWhileAWatcherIsTold();
        WatchRecorder<R> watcher = watch();
        WatchRecorder<R> other = watch();
        ConcurrentLinkedQueue<Long> written = new ConcurrentLinkedQueue<>();

        inParallel(THREADS, thread -> {
            for (int round = 0; round < 100; round++) {
                R stored = store().insert(plain("n" + thread));
                written.add(revision(stored));
                R updated = store().update(plain("n" + thread), revision(stored));
                written.add(revision(updated));
                written.add(store().delete("n" + thread, revision(updated)));
            }
        });

        for (WatchRecorder<R> each : List.of(watcher, other)) {
            awaitChange(each, last(written));
            assertThat(each.faults()).isEmpty();
            assertThat(each.changes().stream().map(Call::revision)).containsExactlyElementsOf(new TreeSet<>(written));
            assertThat(each.state()).isEmpty();
        }
    }

    /** While a watcher is in a call, whoever writes waits, or is told of later: nobody else calls the watcher. */
    private void writeWhileAWatcherIsTold() {
        AtomicBoolean written = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        Watch watch = store().watch(new EveryCall<R>(() -> {
            if (written.get()) { // else it is the listing
                calls.incrementAndGet();
                awaitWhateverHappens(goOn);
            }
        }));
        watch(); // a store that tells later has told the one before by then, or will be done with it
        written.set(true);

        Thread one = start(() -> store().insert(plain("one")));
        await("the watcher to be told", () -> calls.get() > 0);
        Thread two = start(() -> store().insert(plain("two")));
        await("the second to have written, or to wait", () -> calls.get() > 1 || hasEndedOrWaits(two));
        int callsAtOnce = calls.get();
        goOn.countDown();
        await("both to go on", () -> !one.isAlive() && !two.isAlive());

        assertThat(callsAtOnce).as("calls to a watcher at once").isEqualTo(1);
        watch.close();
        List.of("one", "two")
                .forEach(
                        name -> store().delete(name, revision(store().find(name).orElseThrow())));
    }

    /** Between the listing and the changes that follow it nothing is lost, also while others write. */
    @Test
    public void watch_begunWhileOthersWrite_missesNothing() {
        ConcurrentLinkedQueue<Long> written = new ConcurrentLinkedQueue<>();
        List<WatchRecorder<R>> watchers = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        for (int i = 0; i < 200; i++) {
            store().insert(plain("old%03d".formatted(i)));
        }
        watchers.add(writeWhileListed());

        inParallel(THREADS, thread -> {
            if (thread == 0) {
                try {
                    for (int round = 0; round < 20; round++) {
                        watchers.add(watch());
                    }
                } finally {
                    done.set(true);
                }
                return;
            }
            for (int round = 0; round < 20 || (round < ROUNDS && !done.get()); round++) {
                String name = "n%d-%d".formatted(thread, round % 50);
                Optional<R> present = store().find(name);
                written.add(
                        present.isPresent()
                                ? store().delete(name, revision(present.get()))
                                : revision(store().insert(plain(name))));
            }
        });

        Map<String, R> stored = everything();
        for (WatchRecorder<R> watcher : watchers) {
            awaitChange(watcher, last(written));
            assertThat(watcher.faults()).isEmpty();
            assertThat(watcher.state()).isEqualTo(stored);
        }
    }

    /** Returns what has listened to a listing that did not go on until somebody had written, or waited to write. */
    private WatchRecorder<R> writeWhileListed() {
        WatchRecorder<R> recorder = new WatchRecorder<>();
        CountDownLatch listing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread begins = start(() -> store().watch(new BeforeEveryCall<>(recorder, () -> {
            listing.countDown();
            awaitWhateverHappens(goOn);
        })));
        await("the listing to begin", () -> listing.getCount() == 0);
        AtomicLong written = new AtomicLong();
        Thread writer = start(() -> written.set(revision(store().insert(plain("meanwhile")))));
        await("the writer to have written, or to wait", () -> hasEndedOrWaits(writer));
        goOn.countDown();
        await("both to go on", () -> !begins.isAlive() && !writer.isAlive());

        awaitChange(recorder, written.get());
        assertThat(recorder.state()).containsKey("meanwhile");
        return recorder;
    }

    /** A watcher that throws harms neither the store nor others, and goes on being told. */
    @Test
    public void watch_watcherThatThrows_harmsNobody() {
        AtomicInteger calls = new AtomicInteger();
        R one = store().insert(plain("one"));
        store().watch(new ResourceWatcher<R>() {
            @Override
            public void stored(R resource) {
                fault();
            }

            @Override
            public void removed(String name, long revision, Removal removal) {
                fault();
            }

            @Override
            public void ready(long revision) {
                fault();
            }

            @Override
            public void resync() {
                fault();
            }

            private void fault() {
                calls.incrementAndGet();
                throw new IllegalStateException("thrown by a watcher, on purpose");
            }
        });
        WatchRecorder<R> watcher = watch();

        R two = store().insert(plain("two"));
        long deleted = store().delete("one", revision(one));

        awaitChange(watcher, deleted);
        assertThat(watcher.state()).isEqualTo(Map.of("two", two));
        await(
                "the watcher that throws to be told of the listing, that it is ready, and of two changes",
                () -> calls.get() >= 4);
    }

    /** A watch that is closed hears nothing more. */
    @Test
    public void watch_closed_hearsNothingMore() {
        WatchRecorder<R> closed = new WatchRecorder<>();
        Watch watch = store().watch(closed);
        await("the watch to be ready", closed::isReady);
        WatchRecorder<R> open = watch();
        R one = store().insert(plain("one"));
        awaitChange(closed, revision(one));

        watch.close();
        watch.close();
        R two = store().insert(plain("two"));

        awaitChange(open, revision(two));
        assertThat(closed.changes()).containsExactly(new Call(Kind.STORED, "one", revision(one)));
    }

    /** No call to a watcher starts after its watch was closed, also while others write. */
    @Test
    public void watch_closedWhileOthersWrite_isNotCalledAfterwards() {
        for (int round = 0; round < 5; round++) {
            closeWhileAnotherIsTold("other" + round);
        }
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger writing = new AtomicInteger(THREADS - 1);
        ConcurrentLinkedQueue<String> late = new ConcurrentLinkedQueue<>();

        inParallel(THREADS, thread -> {
            if (thread > 0) {
                for (int round = 0; round < ROUNDS && !done.get(); round++) {
                    R stored = store().insert(plain("n" + thread));
                    store().delete("n" + thread, revision(stored));
                }
                writing.decrementAndGet();
                return;
            }
            try {
                for (int round = 0; round < 100; round++) {
                    AtomicBoolean closed = new AtomicBoolean();
                    AtomicInteger heard = new AtomicInteger();
                    Watch watch = store().watch(new EveryCall<R>(() -> {
                        heard.incrementAndGet();
                        if (closed.get()) {
                            late.add("called after close()");
                        }
                    }));
                    await("the watch to be told something", () -> heard.get() > 0);
                    // In the midst of changes, as long as there are any.
                    while (heard.get() < 5 && writing.get() > 0) {
                        Thread.onSpinWait();
                    }
                    watch.close();
                    closed.set(true);
                }
            } finally {
                done.set(true);
            }
        });

        assertThat(late).isEmpty();
    }

    /** Of two watchers the one that is told first keeps the store in its call while the watch of the other is closed. */
    private void closeWhileAnotherIsTold(String name) {
        AtomicInteger first = new AtomicInteger(-1);
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean closed = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        AtomicBoolean written = new AtomicBoolean();
        CountDownLatch goOn = new CountDownLatch(1);
        List<Watch> watches = new ArrayList<>();
        List<WatchRecorder<R>> listed = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            watches.add(store().watch(new EveryCall<R>(() -> {
                if (!written.get()) {
                    return; // the listing
                }
                calls.incrementAndGet();
                if (first.compareAndSet(-1, number)) {
                    awaitWhateverHappens(goOn);
                } else if (first.get() != number && closed.get()) {
                    late.set(true);
                }
            })));
            listed.add(watch()); // a store that tells later has told the one before by then, or will be done with it
        }
        written.set(true);
        Thread writer = start(() -> store().insert(plain(name)));
        await("one of them to be told", () -> first.get() >= 0);

        Thread closer = start(() -> {
            watches.get(1 - first.get()).close();
            closed.set(true);
        });
        await("the watch to be closed, or to wait for the one that is told", () -> hasEndedOrWaits(closer));
        goOn.countDown();
        await("both to go on", () -> !writer.isAlive() && !closer.isAlive());

        int before = calls.get();
        R next = store().insert(plain(name + " next"));
        await("the open one to be told", () -> calls.get() > before);
        listed.forEach(watcher -> awaitChange(watcher, revision(next)));
        assertThat(late).as("called after close()").isFalse();
        watches.forEach(Watch::close);
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        return thread;
    }

    private static boolean hasEndedOrWaits(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> true;
            case NEW, RUNNABLE -> false;
        };
    }

    private void awaitWhateverHappens(CountDownLatch latch) {
        try {
            var unused = latch.await(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A watcher may close its own watch, and that call is its last. */
    @Test
    public void watch_closedByItsWatcher_hearsNothingMore() {
        AtomicReference<@Nullable Watch> own = new AtomicReference<>();
        AtomicInteger heard = new AtomicInteger();
        own.set(store().watch(new EveryCall<R>(() -> {
            Watch watch = own.get();
            if (watch != null) {
                heard.incrementAndGet();
                watch.close();
            }
        })));
        WatchRecorder<R> other = watch();

        store().insert(plain("one"));
        await("the first call", () -> heard.get() > 0);
        R two = store().insert(plain("two"));

        awaitChange(other, revision(two));
        assertThat(heard).hasValue(1);
    }

    // ---------------------------------------------------------------- expiry

    /** Up to its expiry a resource is there; from that instant on it is not, for any method. */
    @Test
    public void expiry_reached_isGone() {
        R stored = store().insert(expiring("one", Duration.ofMinutes(1)));
        R other = store().insert(plain("two"));

        time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(store().find("one")).contains(stored);
        assertThat(names(ListQuery.all())).containsExactly("one", "two");

        time.advance(Duration.ofNanos(1));
        assertThat(store().find("one")).isEmpty();
        assertThat(names(ListQuery.all())).containsExactly("two");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> store().update(plain("one"), revision(stored)));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> store().delete("one", revision(stored)));
        assertThat(store().find("two")).contains(other);
    }

    /** An expiry frees the name; watchers hear of the old one's end before they hear of the new one. */
    @Test
    public void expiry_reached_freesTheName() {
        WatchRecorder<R> watcher = watch();
        R old = store().insert(expiring("one", Duration.ofMinutes(1)));
        time.advance(Duration.ofMinutes(1));

        R next = store().insert(plain("one"));

        assertThat(next.metadata().createdRevision()).isGreaterThan(revision(old));
        assertThat(store().find("one")).contains(next);
        awaitChange(watcher, revision(next));
        assertThat(watcher.changes().stream().map(Call::kind)).containsExactly(Kind.STORED, Kind.EXPIRED, Kind.STORED);
        assertThat(watcher.faults()).isEmpty();
    }

    /** Watchers are told of an expiry once, at a revision of its own, though nobody touches the store. */
    @Test
    public void expiry_reached_isToldUnasked() {
        WatchRecorder<R> watcher = watch();
        store().insert(expiring("one", Duration.ofMinutes(1)));
        R two = store().insert(expiring("two", Duration.ofHours(1)));

        time.advance(Duration.ofMinutes(1));
        awaitWhileTimePasses("the expiry to be told", () -> watcher.changes().size() > 2);
        time.advance(Duration.ofMinutes(30));
        R three = store().insert(plain("three"));

        awaitChange(watcher, revision(three));
        List<Call> changes = watcher.changes();
        assertThat(changes).hasSize(4);
        Call expired = changes.get(2);
        assertThat(expired).isEqualTo(new Call(Kind.EXPIRED, "one", expired.revision()));
        assertThat(expired.revision()).isBetween(revision(two) + 1, revision(three) - 1);
        assertThat(watcher.state()).isEqualTo(Map.of("two", two, "three", three));
        assertThat(watcher.faults()).isEmpty();
    }

    /** A watch that begins after an expiry does not hear of the resource. */
    @Test
    public void expiry_beforeTheWatch_isNotListed() {
        store().insert(expiring("one", Duration.ofMinutes(1)));
        time.advance(Duration.ofMinutes(1));

        WatchRecorder<R> watcher = watch();
        assertThat(watcher.state()).isEmpty();

        time.advance(Duration.ofMinutes(1));
        R two = store().insert(plain("two"));
        awaitChange(watcher, revision(two));
        assertThat(watcher.changes()).contains(new Call(Kind.STORED, "two", revision(two)));
        assertThat(watcher.state()).isEqualTo(Map.of("two", two));
        assertThat(watcher.faults()).isEmpty();
    }

    /** An update may bring the expiry forward, put it off, take it away, or give one. */
    @Test
    public void expiry_changedByUpdate_isAsTheUpdateSays() {
        insertThenUpdate(expiring("extended", Duration.ofMinutes(10)), expiring("extended", Duration.ofMinutes(20)));
        insertThenUpdate(plain("given"), expiring("given", Duration.ofMinutes(15)));
        insertThenUpdate(expiring("removed", Duration.ofMinutes(10)), plain("removed"));
        insertThenUpdate(expiring("shortened", Duration.ofMinutes(10)), expiring("shortened", Duration.ofMinutes(5)));
        WatchRecorder<R> watcher = watch();

        assertThat(names(ListQuery.all())).containsExactly("extended", "given", "removed", "shortened");
        time.advance(Duration.ofMinutes(5));
        assertThat(names(ListQuery.all())).containsExactly("extended", "given", "removed");
        time.advance(Duration.ofMinutes(10));
        assertThat(names(ListQuery.all())).containsExactly("extended", "removed");
        time.advance(Duration.ofMinutes(5));
        assertThat(names(ListQuery.all())).containsExactly("removed");

        awaitWhileTimePasses(
                "three expiries to be told", () -> watcher.changes().size() >= 3);
        assertThat(watcher.changes().stream().map(Call::name)).containsExactly("shortened", "given", "extended");
        assertThat(watcher.faults()).isEmpty();
    }

    /** What is deleted before its expiry is told to be deleted, and not again to have expired. */
    @Test
    public void expiry_afterDelete_isNotTold() {
        WatchRecorder<R> watcher = watch();
        R one = store().insert(expiring("one", Duration.ofMinutes(1)));
        long deleted = store().delete("one", revision(one));
        R again = store().insert(plain("one"));

        time.advance(Duration.ofHours(1));
        R two = store().insert(plain("two"));

        awaitChange(watcher, revision(two));
        assertThat(watcher.changes())
                .containsExactly(
                        new Call(Kind.STORED, "one", revision(one)),
                        new Call(Kind.DELETED, "one", deleted),
                        new Call(Kind.STORED, "one", revision(again)),
                        new Call(Kind.STORED, "two", revision(two)));
        assertThat(store().find("one")).contains(again);
    }

    /** A resource that has expired already is taken, and leaves at once. */
    @Test
    public void expiry_passedAlready_isTakenAndLeaves() {
        WatchRecorder<R> watcher = watch();
        R one = store().insert(expiring("one", Duration.ofMinutes(-1)));
        R two = store().insert(plain("two"));
        R updated = store().update(expiring("two", Duration.ZERO), revision(two));

        assertThat(names(ListQuery.all())).isEmpty();
        assertThat(store().find("one")).isEmpty();
        assertThat(store().find("two")).isEmpty();
        awaitWhileTimePasses(
                "both to leave",
                () -> watcher.knows(revision(updated)) && watcher.state().isEmpty());
        assertThat(watcher.changes()).contains(new Call(Kind.STORED, "one", revision(one)));
        assertThat(watcher.changes().stream().map(Call::kind).filter(Kind.EXPIRED::equals))
                .hasSize(2);
        assertThat(watcher.faults()).isEmpty();
    }

    /** An expiry may be further away than a long can count nanoseconds. */
    @Test
    public void expiry_farAway_stays() {
        R far = store().insert(expiring("one", Duration.ofDays(365_000)));
        assertThat(store().find("one")).contains(far);

        time.advance(Duration.ofDays(3_650));

        assertThat(store().find("one")).contains(far);
        assertThat(names(ListQuery.all())).containsExactly("one");
    }

    // ---------------------------------------------------------------- bound

    /** A full store refuses and keeps all that it has, which can still be changed. */
    @Test
    public void bound_reached_refusesAndKeepsEverything() {
        ResourceStore<R> small = open(3);
        R one = small.insert(plain("one"));
        R two = small.insert(plain("two"));
        R three = small.insert(plain("three"));

        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> small.insert(plain("four")));
        }
        assertThat(small.list(ListQuery.all()).items()).containsExactly(one, three, two);
        R updated = small.update(plain("one"), revision(one));
        small.delete("one", revision(updated));
        R four = small.insert(plain("four"));

        assertThat(small.list(ListQuery.all()).items()).containsExactly(four, three, two);
    }

    /** An expiry makes room, once the store has noticed it. */
    @Test
    public void bound_expiry_makesRoom() {
        ResourceStore<R> small = open(1);
        small.insert(expiring("one", Duration.ofMinutes(1)));
        time.advance(Duration.ofMinutes(1));

        awaitWhileTimePasses("room for another", () -> {
            try {
                small.insert(plain("two"));
                return true;
            } catch (OverloadedException full) {
                return false;
            }
        });

        assertThat(small.find("two")).isPresent();
    }

    /** Many who insert at once do not get past the bound. */
    @Test
    public void bound_concurrentInserts_areNotTakenBeyondIt() {
        for (int round = 0; round < 20; round++) {
            ResourceStore<R> small = open(20);
            AtomicInteger taken = new AtomicInteger();

            inParallel(THREADS, thread -> {
                for (int i = 0; i < 20; i++) {
                    try {
                        small.insert(plain("n%d-%d".formatted(thread, i)));
                        taken.incrementAndGet();
                    } catch (OverloadedException full) {
                        // As it should be for most of them.
                    }
                }
            });

            assertThat(taken).hasValue(20);
            assertThat(small.list(ListQuery.all()).items()).hasSize(20);
        }
    }

    // ---------------------------------------------------------------- close

    /** A closed store says so, and can be closed again. */
    @Test
    public void close_everyMethod_saysSo() {
        R one = store().insert(plain("one"));

        store().close();
        store().close();

        List<Callable<?>> calls = List.of(
                () -> store().insert(plain("two")),
                () -> store().find("one"),
                () -> store().update(plain("one"), revision(one)),
                () -> store().delete("one", revision(one)),
                () -> store().list(ListQuery.all()),
                () -> store().watch(new WatchRecorder<R>()));
        assertThat(calls)
                .allSatisfy(
                        call -> assertThatExceptionOfType(ClosedException.class).isThrownBy(call::call));
    }

    /** Closing ends the watches; what was stored is not told to have left. */
    @Test
    public void close_watches_hearNothingMore() {
        WatchRecorder<R> watcher = new WatchRecorder<>();
        Watch watch = store().watch(watcher);
        await("the watch to be ready", watcher::isReady);
        R one = store().insert(expiring("one", Duration.ofMinutes(1)));
        awaitChange(watcher, revision(one));

        store().close();
        time.advance(Duration.ofHours(1));
        watch.close();

        assertThat(watcher.changes()).containsExactly(new Call(Kind.STORED, "one", revision(one)));
    }

    // ---------------------------------------------------------------- many writers

    /** Of those who replace the same version, one wins, and the others are told the winner's revision. */
    @Test
    public void update_concurrentlyFromOneRevision_hasOneWinner() {
        R current = store().insert(plain("one"));
        for (int round = 0; round < 100; round++) {
            long expected = revision(current);
            ConcurrentLinkedQueue<R> winners = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<Long> actual = new ConcurrentLinkedQueue<>();

            inParallel(THREADS, thread -> {
                try {
                    winners.add(store().update(tagged("one", "by", "" + thread), expected));
                } catch (ConflictException lost) {
                    actual.add(lost.actualRevision());
                }
            });

            assertThat(winners).hasSize(1);
            R winner = winners.element();
            assertThat(actual).hasSize(THREADS - 1).containsOnly(revision(winner));
            assertThat(store().find("one")).contains(winner);
            current = winner;
        }
    }

    /** Of those who insert the same name, one wins. */
    @Test
    public void insert_concurrentlyOfOneName_hasOneWinner() {
        for (int round = 0; round < 100; round++) {
            String name = "n" + round;
            ConcurrentLinkedQueue<R> winners = new ConcurrentLinkedQueue<>();

            inParallel(THREADS, thread -> {
                try {
                    winners.add(store().insert(tagged(name, "by", "" + thread)));
                } catch (AlreadyExistsException lost) {
                    assertThat(lost.name()).isEqualTo(name);
                }
            });

            assertThat(winners).hasSize(1);
            assertThat(store().find(name)).contains(winners.element());
        }
    }

    /**
     * Whatever many writers do at random, the changes that were not refused make sense one after another in the order of
     * their revisions, each on the version that it expected, and lead to what is stored.
     */
    @Test
    public void changes_concurrentAndRandom_areOneAfterAnother() {
        long seed = seed();
        ConcurrentSkipListMap<Long, Change<R>> done = new ConcurrentSkipListMap<>();
        ConcurrentLinkedQueue<Long> twice = new ConcurrentLinkedQueue<>();

        inParallel(THREADS, thread -> {
            Random random = new Random(seed + thread);
            for (int i = 0; i < 1_000; i++) {
                String name = "n" + random.nextInt(5);
                Change<R> change =
                        tryChange(random.nextInt(3), name, store().find(name).orElse(null));
                if (change != null && done.putIfAbsent(change.revision(), change) != null) {
                    twice.add(change.revision());
                }
            }
        });

        assertThat(twice).as("revisions given twice, seed %d", seed).isEmpty();
        Map<String, R> state = new TreeMap<>();
        done.forEach((revision, change) -> {
            R before = state.get(change.name());
            assertThat(before == null ? 0 : revision(before))
                    .as("the revision that %s replaced, seed %d", change, seed)
                    .isEqualTo(change.replaced());
            if (change.stored() == null) {
                state.remove(change.name());
            } else {
                state.put(change.name(), change.stored());
            }
        });
        assertThat(everything()).as("what is stored, seed %d", seed).isEqualTo(state);
    }

    private @Nullable Change<R> tryChange(int kind, String name, @Nullable R before) {
        try {
            if (before == null) {
                R stored = store().insert(plain(name));
                return new Change<>(name, 0, revision(stored), stored);
            }
            if (kind == 0) {
                return new Change<>(name, revision(before), store().delete(name, revision(before)), null);
            }
            R stored = store().update(plain(name), revision(before));
            return new Change<>(name, revision(before), revision(stored), stored);
        } catch (AlreadyExistsException | ConflictException | NotFoundException another) {
            return null;
        }
    }

    private record Change<R extends Resource<R>>(
            String name,
            long replaced,
            long revision,
            @Nullable R stored) {}

    /** A change that returned is seen by whoever reads afterwards. */
    @Test
    public void find_afterChangeReturned_seesIt() {
        inParallel(THREADS, thread -> {
            String name = "n" + thread;
            for (int round = 0; round < 200; round++) {
                R stored = store().insert(plain(name));
                assertThat(store().find(name)).contains(stored);
                R updated = store().update(plain(name), revision(stored));
                assertThat(store().find(name)).contains(updated);
                assertThat(names(ListQuery.all())).contains(name);
                store().delete(name, revision(updated));
                assertThat(store().find(name)).isEmpty();
                assertThat(names(ListQuery.all())).doesNotContain(name);
            }
        });
    }

    // ---------------------------------------------------------------- what the tests are made of

    private ResourceStore<R> open(int capacity) {
        ResourceStore<R> store = createStore(time, capacity);
        stores.add(store);
        return store;
    }

    private ResourceStore<R> store() {
        if (roomy == null) {
            throw new IllegalStateException("a subclass must not hide open()");
        }
        return roomy;
    }

    private WatchRecorder<R> watch() {
        return watch(store());
    }

    private WatchRecorder<R> watch(ResourceStore<R> store) {
        WatchRecorder<R> watcher = new WatchRecorder<>();
        store.watch(watcher);
        await("the watch to be ready", watcher::isReady);
        return watcher;
    }

    private void insertThenUpdate(R first, R next) {
        store().update(next, revision(store().insert(first)));
    }

    private R plain(String name) {
        return resource(name, Map.of(), "user.created", null);
    }

    private R tagged(String name, String key, String value) {
        return resource(name, Map.of(key, value), "user.created", null);
    }

    private R expiring(String name, Duration after) {
        return resource(name, Map.of(), "user.created", time.now().plus(after));
    }

    private static long revision(Resource<?> stored) {
        return stored.metadata().revision();
    }

    private static long last(Collection<Long> revisions) {
        return Collections.max(revisions);
    }

    private List<String> names(ListQuery query) {
        return store().list(query).items().stream().map(Resource::name).toList();
    }

    private Map<String, R> everything() {
        Map<String, R> all = new TreeMap<>();
        forEachPage(ListQuery.all(), page -> page.items().forEach(item -> all.put(item.name(), item)));
        return all;
    }

    private void forEachPage(ListQuery first, Consumer<Page<R>> reader) {
        Optional<ListQuery> query = Optional.of(first);
        while (query.isPresent()) {
            String after = query.get().after();
            Page<R> page = store().list(query.get());
            reader.accept(page);
            // Else the listing would never end.
            assertThat(page.items())
                    .allMatch(item -> after == null || item.name().compareTo(after) > 0);
            query = page.next(query.get());
        }
    }

    private void awaitChange(WatchRecorder<R> watcher, long revision) {
        await("revision " + revision + " to be told", () -> watcher.knows(revision));
    }

    private void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(patience())
                .until(condition);
    }

    /** For what the store does on its own: it may need both some time of its time source and some real time. */
    private void awaitWhileTimePasses(String what, Callable<Boolean> condition) {
        await(what, () -> {
            boolean done = condition.call();
            if (!done) {
                time.advance(Duration.ofMillis(100));
            }
            return done;
        });
    }

    private static void inParallel(int threads, Work work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                ends.add(pool.submit(() -> {
                    start.await();
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof AssertionError assertion
                    ? assertion
                    : new AssertionError("a thread of the test threw", failed.getCause());
        } catch (TimeoutException stuck) {
            throw new AssertionError("the store is stuck: a thread of the test did not end in a minute", stuck);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", interrupted);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Null where none may be, which is what some tests are about. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T absent() {
        return null;
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    /** Does something before it hands a call on. */
    private record BeforeEveryCall<R extends Resource<R>>(ResourceWatcher<R> to, Runnable action)
            implements ResourceWatcher<R> {

        @Override
        public void stored(R resource) {
            action.run();
            to.stored(resource);
        }

        @Override
        public void removed(String name, long revision, Removal removal) {
            action.run();
            to.removed(name, revision, removal);
        }

        @Override
        public void ready(long revision) {
            action.run();
            to.ready(revision);
        }

        @Override
        public void resync() {
            action.run();
            to.resync();
        }
    }

    private static final class EveryCall<R extends Resource<R>> implements ResourceWatcher<R> {

        private final Runnable action;

        EveryCall(Runnable action) {
            this.action = action;
        }

        @Override
        public void stored(R resource) {
            action.run();
        }

        @Override
        public void removed(String name, long revision, Removal removal) {
            action.run();
        }

        @Override
        public void ready(long revision) {
            action.run();
        }

        @Override
        public void resync() {
            action.run();
        }
    }
}
