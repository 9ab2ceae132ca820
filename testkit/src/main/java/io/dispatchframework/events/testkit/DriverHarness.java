package io.dispatchframework.events.testkit;

import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventSink;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a driver by the rules of the manager's supervisor, with a sink that answers as the test says. */
final class DriverHarness implements DriverContext, EventSink {

    static final String DRIVER = "contract";
    static final String TYPE = "contract-type";

    /** What the sink does. */
    enum Answer {
        ACCEPT,
        REFUSE,
        INVALID,
        /** Waits until it is interrupted, as an engine that is full and patient. */
        BLOCK
    }

    private final DriverSettings settings;
    private final TimeSource time;
    private final Thread life;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> startFailure = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Set<Thread> threads = new HashSet<>(); // guarded by itself
    private boolean over; // guarded by threads
    private volatile boolean sinkClosed;

    final List<CloudEvent> accepted = new CopyOnWriteArrayList<>();
    final List<CloudEvent> refused = new CopyOnWriteArrayList<>();
    final List<CloudEvent> invalid = new CopyOnWriteArrayList<>();
    final List<CloudEvent> blocked = new CopyOnWriteArrayList<>();
    final List<CloudEvent> late = new CopyOnWriteArrayList<>();
    private final Set<Thread> refusedThreads = ConcurrentHashMap.newKeySet();
    volatile Answer answer = Answer.ACCEPT;
    private final AtomicInteger refusals = new AtomicInteger();

    DriverHarness(EventDriverFactory factory, DriverSettings settings, TimeSource time) {
        this.settings = settings;
        this.time = time;
        life = new Thread(() -> live(factory), "dispatch-driver-" + DRIVER + "-life");
        life.setDaemon(true);
        life.start();
    }

    private void live(EventDriverFactory factory) {
        RunningDriver running = null;
        try {
            running = factory.start(this);
            if (running == null) {
                throw new NullPointerException("the factory returned null for a running driver");
            }
        } catch (Throwable thrown) {
            startFailure.set(thrown);
        }
        started.countDown();
        try {
            stopAsked.await();
            if (running != null) {
                running.stop();
            }
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        } finally {
            end();
            stopped.countDown();
        }
    }

    private void end() {
        sinkClosed = true;
        synchronized (threads) {
            over = true;
            threads.forEach(Thread::interrupt);
        }
    }

    /** Waits for the start. */
    DriverHarness awaitStart(Duration limit) throws InterruptedException {
        if (!started.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("the driver did not start within " + limit);
        }
        return this;
    }

    @Nullable
    Throwable startFailure() {
        return startFailure.get();
    }

    /** What the driver, or its stop, has failed of. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** Whether none of the threads that were refused goes on; one that waits for the network may seem to. */
    boolean isRefusedAtRest() {
        return refusedThreads.stream().noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE);
    }

    void askToStop() {
        stopAsked.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** The threads of the context that have not ended. */
    List<String> threadsLeft() {
        synchronized (threads) {
            return threads.stream().map(Thread::getName).sorted().toList();
        }
    }

    /** Gives up what did not stop. */
    void abandon() {
        askToStop();
        end();
        life.interrupt();
    }

    // ---------------------------------------------------------------- the context

    @Override
    public String driverName() {
        return DRIVER;
    }

    @Override
    public String typeName() {
        return TYPE;
    }

    @Override
    public DriverSettings settings() {
        return settings;
    }

    @Override
    public EventSink sink() {
        return this;
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public void run(String name, Work work) {
        thread("dispatch-driver-" + DRIVER + "-" + name, work).start();
    }

    @Override
    public ThreadFactory threads() {
        return task -> thread("dispatch-driver-" + DRIVER + "-worker", task::run);
    }

    private Thread thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    synchronized (threads) {
                        if (over) {
                            return;
                        }
                        threads.add(Thread.currentThread());
                    }
                    try {
                        work.run();
                    } catch (Throwable thrown) {
                        failed(thrown);
                    } finally {
                        synchronized (threads) {
                            threads.remove(Thread.currentThread());
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void failed(Throwable why) {
        if (stopAsked.getCount() > 0) {
            failure.compareAndSet(null, why);
        }
    }

    @Override
    public void degraded(String reason) {
        if (reason.isEmpty()) {
            failure.compareAndSet(null, new AssertionError("degraded(..) without a reason"));
        }
    }

    @Override
    public void healthy() {
        // nobody asks
    }

    // ---------------------------------------------------------------- the sink

    @Override
    public CloudEvent.Builder event(String eventType) {
        return CloudEvent.builder(eventType).sourceType(TYPE).sourceId(DRIVER);
    }

    @Override
    public Acceptance emitAll(List<CloudEvent> events) {
        List<CloudEvent> all = List.copyOf(events);
        if (sinkClosed) {
            late.addAll(all);
            return new Acceptance.Closed();
        }
        switch (answer) {
            case REFUSE -> {
                refusedThreads.add(Thread.currentThread());
                refused.addAll(all);
                boolean failed = refusals.incrementAndGet() % 2 == 0; // which is no reason to give up either
                return new Acceptance.Refused("the test takes nothing", Duration.ofSeconds(1), failed);
            }
            case INVALID -> {
                invalid.addAll(all);
                return new Acceptance.Invalid(0, List.of(new Violation("data", "the test does not like it")));
            }
            case BLOCK -> {
                blocked.addAll(all);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return new Acceptance.Refused("interrupted", null, true);
            }
            case ACCEPT -> accepted.addAll(all);
        }
        return new Acceptance.Accepted(() -> CompletableFuture.completedFuture(List.of()));
    }
}
