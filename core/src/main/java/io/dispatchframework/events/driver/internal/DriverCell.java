package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.driver.DriverStatus.State;
import io.dispatchframework.events.driver.internal.Implementations.Plan;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.time.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One driver: what is wished of it, the run that it is in, and what is seen of it. */
final class DriverCell {

    /*
     * How it works.
     *
     * A cell is a state machine. Its phase says how far the current run is: IDLE, there is none; STARTING and RUNNING;
     * STOPPING, until the last thread of the run has ended. What is wished is a plan, or null for a driver that is to be
     * gone. Whatever happens is one short step under the cell's lock: a new wish, a call of the current run (started,
     * failed, ended), or a timer (a limit is reached, a backoff is over). Each step ends in one of three ways: it waits
     * for the run to answer, it waits for a timer, or it comes to rest because there is nothing to do. Where a wish
     * changes in the middle of a run, the run is asked to stop, and `next` does what is then wished when it has ended.
     *
     * No code of a driver, of a logger or of a listener runs under the lock. Foreign code runs on the threads of the
     * run, see DriverRun, which calls back in here; what a step has to tell others it leaves in `afterwards`, which is
     * run when the lock is free. The lock is never held while another cell's is asked for, and a supervisor's lock is
     * taken before a cell's, never after it.
     *
     * A run that does not answer in time is abandoned: it is no longer the current one, so whatever it calls from then
     * on is ignored, save that it ends. Those that have not ended yet are counted in `hung`, and there is a bound to
     * them: a driver whose every start hangs would otherwise take all the threads there are. Timers carry the number of
     * the `turn` in which they were set; one that comes too late to be cancelled finds another turn.
     */

    private static final Logger LOG = System.getLogger(DriverSupervisor.class.getName());

    static final Duration START_LIMIT = Duration.ofSeconds(30);
    static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /** How long a driver must have worked for its failures to be forgotten. */
    static final Duration HEALTHY_AFTER = Duration.ofMinutes(1);

    /** How many abandoned runs may be left over before no more is begun. */
    static final int MOST_HUNG = 3;

    private enum Phase {
        IDLE,
        STARTING,
        RUNNING,
        STOPPING
    }

    private final String name;
    private final Acceptor emitter;
    private final TimeSource time;
    private final Runnable goneListener;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    // Guarded by this, down to the methods.
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable Plan wish;
    private Phase phase = Phase.IDLE;
    private @Nullable DriverRun run;
    private TimeSource.@Nullable Timer timer;
    private long turn;
    private int failures;
    private int hung;
    private long readySince;
    private String note = "";
    private boolean closing;
    private Duration stopLimit = STOP_LIMIT;

    private State state = State.CREATING;
    private String reason = "";
    private Instant since;
    private int restarts;
    private int abandoned;

    /** Replaced when another driver takes over the name. */
    private volatile Counts counts = new Counts();

    DriverCell(String name, Acceptor emitter, TimeSource time, Runnable goneListener) {
        this.name = name;
        this.emitter = emitter;
        this.time = time;
        this.goneListener = goneListener;
        since = time.now();
    }

    String name() {
        return name;
    }

    Acceptor emitter() {
        return emitter;
    }

    TimeSource time() {
        return time;
    }

    Counts counts() {
        return counts;
    }

    synchronized DriverStatus status() {
        Counts now = counts;
        return new DriverSnapshot(
                name,
                state,
                reason,
                since,
                restarts,
                abandoned,
                now.accepted().sum(),
                now.refused().sum(),
                now.invalid().sum());
    }

    /** Tells whether there is nothing left of the driver, nor any wish for one. */
    synchronized boolean isGone() {
        return wish == null && phase == Phase.IDLE && (hung == 0 || closing);
    }

    /** Tells whether the current run has a thread. */
    boolean runsOn(Thread thread) {
        DriverRun current;
        synchronized (this) {
            current = run;
        }
        return current != null && current.has(thread);
    }

    // ---------------------------------------------------------------- what the supervisor asks for

    /**
     * Sets what is wished, {@code null} for the driver to be gone.
     *
     * @return what is to be run when the caller has let go of its own lock
     */
    Runnable wish(@Nullable Plan plan) {
        return step(() -> {
            Plan before = wish;
            if (closing || Objects.equals(plan, before)) {
                return;
            }
            wish = plan;
            failures = 0;
            if (plan == null) {
                show(State.DELETING, "");
            } else if (before == null || before.createdRevision() != plan.createdRevision()) {
                beginAnew();
            } else {
                show(State.UPDATING, "");
            }
            goOn();
        });
    }

    /** The name is another driver's now. */
    private void beginAnew() {
        counts = new Counts();
        restarts = 0;
        abandoned = 0;
        show(State.CREATING, "");
    }

    /** Stops the driver for good, by a limit; the future ends when it has stopped or was abandoned. */
    CompletableFuture<Void> close(Duration limit) {
        step(() -> {
                    closing = true;
                    wish = null;
                    stopLimit = limit.compareTo(STOP_LIMIT) < 0 ? limit : STOP_LIMIT;
                    show(State.DELETING, "");
                    goOn();
                    if (phase == Phase.STOPPING && stopLimit.isZero()) {
                        abandon("there is no time to stop it, as the event manager was closed");
                    } else if (phase == Phase.STOPPING) {
                        arm(stopLimit);
                    }
                })
                .run();
        return closed;
    }

    // ---------------------------------------------------------------- what the run tells

    void started(DriverRun by) {
        step(() -> {
                    if (by == run && phase == Phase.STARTING) {
                        disarm();
                        phase = Phase.RUNNING;
                        readySince = time.nanos();
                        show(State.READY, note);
                    }
                })
                .run();
    }

    /** Returns whether it matters, which it does not where the run was to stop already. */
    boolean failed(DriverRun by, String why) {
        boolean[] matters = new boolean[1];
        step(() -> {
                    if (by == run && (phase == Phase.STARTING || phase == Phase.RUNNING)) {
                        matters[0] = true;
                        if (phase == Phase.RUNNING && time.nanos() - readySince >= HEALTHY_AFTER.toNanos()) {
                            failures = 0;
                        }
                        failures++;
                        show(State.ERROR, why);
                        beginStop();
                    }
                })
                .run();
        return matters[0];
    }

    void noted(DriverRun by, String what) {
        step(() -> {
                    if (by == run) {
                        note = what;
                        if (phase == Phase.RUNNING) {
                            show(State.READY, what);
                        }
                    }
                })
                .run();
    }

    void ended(DriverRun by) {
        step(() -> {
                    if (by == run) {
                        run = null;
                        phase = Phase.IDLE;
                        next();
                    } else {
                        boolean awaited = wish == null || hung >= MOST_HUNG;
                        hung--;
                        if (awaited && phase == Phase.IDLE) {
                            next();
                        }
                    }
                })
                .run();
    }

    // ---------------------------------------------------------------- the machine, under the lock

    private Runnable step(Runnable transition) {
        List<Runnable> then;
        synchronized (this) {
            transition.run();
            then = List.copyOf(afterwards);
            afterwards.clear();
        }
        return () -> then.forEach(Runnable::run);
    }

    private void goOn() {
        switch (phase) {
            case IDLE -> next();
            case STARTING, RUNNING -> beginStop();
            case STOPPING -> {
                // it ends, or its limit comes
            }
        }
    }

    /** Decides what to do where there is no run. */
    private void next() {
        disarm();
        Plan plan = wish;
        if (plan == null) {
            if (hung == 0 || closing) {
                afterwards.add(this::tellGone);
            }
        } else if (plan.implementation() == null) {
            show(State.ERROR, plan.fault());
        } else if (hung >= MOST_HUNG) {
            show(State.ERROR, hung + " runs of it hang; it is started again when one of them ends");
        } else if (failures == 0) {
            start();
        } else {
            schedule(backoff(), () -> {
                restarts++;
                start();
            });
        }
    }

    private Duration backoff() {
        int doublings = Math.min(failures - 1, 20);
        long most = Math.min(LONGEST_BACKOFF.toNanos(), FIRST_BACKOFF.toNanos() << doublings);
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    private void start() {
        Plan plan = Objects.requireNonNull(wish, "wish");
        note = "";
        DriverRun fresh = new DriverRun(
                this,
                plan.typeName(),
                Objects.requireNonNull(plan.implementation(), "implementation"),
                plan.settings());
        try {
            fresh.begin();
        } catch (OutOfMemoryError noThread) {
            failures++;
            show(State.ERROR, "no thread could be started for it: " + noThread.getMessage());
            next();
            return;
        }
        run = fresh;
        phase = Phase.STARTING;
        arm(START_LIMIT);
    }

    private void beginStop() {
        phase = Phase.STOPPING;
        arm(stopLimit);
        DriverRun current = Objects.requireNonNull(run, "run");
        afterwards.add(current::requestStop);
    }

    private void arm(Duration limit) {
        schedule(
                limit,
                () -> abandon("it did not " + (phase == Phase.STARTING ? "start" : "stop") + " within "
                        + limit.toSeconds() + " seconds and was abandoned"));
    }

    private void abandon(String why) {
        DriverRun current = Objects.requireNonNull(run, "run");
        run = null;
        phase = Phase.IDLE;
        abandoned++;
        hung++;
        failures++;
        show(State.ERROR, why);
        afterwards.add(current::abandon);
        next();
        afterwards.add(() -> LOG.log(Level.WARNING, "the event driver {0} hangs: {1}", Text.quote(name), why));
    }

    private void schedule(Duration delay, Runnable task) {
        disarm();
        long scheduledIn = turn;
        timer = time.schedule(
                delay,
                () -> step(() -> {
                            if (turn == scheduledIn) {
                                disarm();
                                task.run();
                            }
                        })
                        .run());
    }

    private void disarm() {
        turn++;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void show(State newState, String newReason) {
        if (state != newState) {
            state = newState;
            since = time.now();
        }
        reason = newReason;
    }

    private void tellGone() {
        goneListener.run();
        closed.complete(null);
    }
}
