package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventSink;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.driver.internal.Implementations.Implementation;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.time.TimeSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One run of a driver: from its start to the end of its last thread.
 *
 * <p>A run has a thread of its own, its life: that starts the driver, waits until it is to stop, and stops it. So start
 * and stop never overlap; a start that returns after the run was given up is followed by its stop; and a driver that
 * hangs blocks nothing but its own life. What the supervisor calls here never blocks.
 */
final class DriverRun implements DriverContext, EventSink {

    private static final Logger LOG = System.getLogger(DriverSupervisor.class.getName());

    private final DriverCell cell;
    private final String typeName;
    private final Implementation implementation;
    private final Map<String, String> values;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final Thread life;

    // Guarded by this: the threads that are at work, the life among them; whether no more may begin; and whether the
    // life is inside the factory's code to start, where an interrupt is of use.
    private final Set<Thread> threads = new HashSet<>();
    private boolean over;
    private boolean starting;

    private volatile boolean sinkClosed;
    private volatile boolean invalidSeen;
    private volatile @Nullable DriverSettings settings;

    DriverRun(DriverCell cell, String typeName, Implementation implementation, Map<String, String> values) {
        this.cell = cell;
        this.typeName = typeName;
        this.implementation = implementation;
        this.values = values;
        life = new Thread(this::live, threadName("life"));
        life.setDaemon(true);
        threads.add(life);
    }

    private String threadName(String what) {
        return "dispatch-driver-" + Text.escape(cell.name()) + "-" + Text.escape(what);
    }

    /** Starts the run; throws what the JVM throws where it has no thread to give. */
    void begin() {
        life.start();
    }

    /** Asks the life to stop the driver; a start that goes on is interrupted. */
    void requestStop() {
        stopRequested.countDown();
        synchronized (this) {
            if (starting) {
                life.interrupt();
            }
        }
    }

    /** Gives the run up: its sink is closed and its threads are interrupted, whatever they do. */
    void abandon() {
        stopRequested.countDown();
        end();
        life.interrupt();
    }

    private void live() {
        try {
            RunningDriver running = null;
            try {
                DriverSettings given = DriverSettings.of(implementation.settings(), values);
                settings = given;
                implementation.check(given);
                running = start();
            } catch (Throwable thrown) {
                failed(thrown);
            }
            awaitStop();
            if (running != null) {
                stop(running);
            }
        } finally {
            end();
            leave();
        }
    }

    private void stop(RunningDriver running) {
        try {
            running.stop();
        } catch (Throwable thrown) {
            log(Level.WARNING, "did not stop in good order", thrown);
        }
    }

    private @Nullable RunningDriver start() throws Exception {
        synchronized (this) {
            if (stopRequested.getCount() == 0) {
                return null;
            }
            starting = true;
        }
        RunningDriver running;
        try {
            running = Objects.requireNonNull(
                    implementation.factory().start(this), "the driver factory returned null for a running driver");
        } finally {
            synchronized (this) {
                starting = false;
            }
        }
        cell.started(this);
        return running;
    }

    private void awaitStop() {
        while (true) {
            try {
                stopRequested.await();
                return;
            } catch (InterruptedException meantForTheStart) {
                // it goes on to stop in good order
            }
        }
    }

    private void end() {
        sinkClosed = true;
        Set<Thread> working;
        synchronized (this) {
            over = true;
            working = Set.copyOf(threads);
        }
        for (Thread thread : working) {
            if (thread != life) {
                thread.interrupt();
            }
        }
    }

    synchronized boolean has(Thread thread) {
        return threads.contains(thread);
    }

    private synchronized boolean enter() {
        return !over && threads.add(Thread.currentThread());
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            threads.remove(Thread.currentThread());
            last = over && threads.isEmpty();
        }
        if (last) {
            cell.ended(this);
        }
    }

    @Override
    public String driverName() {
        return cell.name();
    }

    @Override
    public String typeName() {
        return typeName;
    }

    @Override
    public DriverSettings settings() {
        return Objects.requireNonNull(settings, "settings are checked before the driver is started");
    }

    @Override
    public EventSink sink() {
        return this;
    }

    @Override
    public TimeSource time() {
        return cell.time();
    }

    @Override
    public void run(String name, Work work) {
        Objects.requireNonNull(work, "work");
        start(threadName(name), work);
    }

    private void start(String name, Work work) {
        thread(name, work).start();
    }

    @Override
    public ThreadFactory threads() {
        return task -> thread(threadName("worker"), task::run);
    }

    private Thread thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    if (enter()) {
                        try {
                            work.run();
                        } catch (Throwable thrown) {
                            failed(thrown);
                        } finally {
                            leave();
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void failed(Throwable why) {
        Objects.requireNonNull(why, "why");
        String reason = masked(Failure.of(why).toString());
        if (cell.failed(this, reason)) {
            log(Level.WARNING, "failed, and is started again", why);
        }
    }

    @Override
    public void degraded(String reason) {
        cell.noted(this, masked(Objects.requireNonNull(reason, "reason")));
    }

    @Override
    public void healthy() {
        cell.noted(this, "");
    }

    @Override
    public CloudEvent.Builder event(String eventType) {
        return CloudEvent.builder(eventType).sourceType(typeName).sourceId(cell.name());
    }

    @Override
    public Acceptance emitAll(List<CloudEvent> events) {
        List<CloudEvent> all = List.copyOf(events);
        if (sinkClosed) {
            return new Acceptance.Closed();
        }
        Acceptance answer = cell.emitter().emitAll(all);
        cell.counts().count(answer, all.size());
        if (answer instanceof Acceptance.Invalid invalid) {
            // The first one of a run for everybody to see, more would flood the log; all of them are counted.
            Level level = invalidSeen ? Level.DEBUG : Level.WARNING;
            invalidSeen = true;
            LOG.log(
                    level,
                    () -> "the event driver " + Text.quote(cell.name()) + " emitted an invalid event, "
                            + all.get(invalid.index()) + ": "
                            + masked(invalid.violations().toString()));
        }
        return answer;
    }

    private String masked(String text) {
        DriverSettings checked = settings;
        return checked == null ? text : checked.masked(text);
    }

    /** Logs the stack trace as text, since secrets may stand in its messages. */
    private void log(Level level, String what, Throwable thrown) {
        StringWriter trace = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(trace, true));
        } catch (RuntimeException broken) { // an exception may be anybody's code
            trace.append(thrown.getClass().getName());
        }
        LOG.log(level, "the event driver {0} {1}: {2}", Text.quote(cell.name()), what, masked(trace.toString()));
    }

    @Override
    public String toString() {
        return "DriverContext[" + Text.escape(cell.name()) + " of type " + Text.escape(typeName) + "]";
    }
}
