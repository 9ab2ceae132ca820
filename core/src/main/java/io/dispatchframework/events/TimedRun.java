package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.internal.Fields;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.subscription.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A run whose time is bounded.
 *
 * <p>It ends once, by the first of two: the function ends, or its time is over. Where the time is over first, the end
 * of the function is still heard of, since it keeps a thread, and its place, until then.
 *
 * <pre>
 *   RUNNING ----------------------------&gt; ENDED          the function was first
 *      |
 *      +----&gt; INTERRUPTING ----&gt; TIMED_OUT ----&gt; GONE    the time was first, the function ended after all
 * </pre>
 *
 * <p>While INTERRUPTING, the thread is being interrupted; the function's end waits for the few instructions that it takes,
 * so that the interrupt never reaches what the thread does next.
 */
final class TimedRun extends FunctionRun {

    private static final int INTERRUPTING = 2;
    private static final int TIMED_OUT = 3;
    private static final int GONE = 4;

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final VarHandle THREAD = Fields.handle(MethodHandles.lookup(), "thread", Thread.class);

    private final Duration timeout;

    /** When the time is over, by {@code TimeSource.nanos()}; {@link Deadlines} writes and reads it. */
    long deadline;

    /** Where {@link Deadlines} watches the run. */
    int slot;

    private volatile @Nullable Thread thread;
    private volatile @Nullable CompletableFuture<?> future;

    /** Whether the function ran on the attempt's thread when its time was over; set before it is TIMED_OUT. */
    private boolean tookThread;

    /** Whether that thread has come back before the function has ended; the thread's own, and handed on with the stage. */
    private boolean threadIsBack;

    TimedRun(
            FunctionRunner runner,
            Attempt attempt,
            LocalDelivery delivery,
            Subscription subscription,
            @Nullable Turnstile turnstile,
            Duration timeout) {
        super(runner, attempt, delivery, subscription, turnstile);
        this.timeout = timeout;
    }

    @Override
    void start(@Nullable Tally tally) {
        THREAD.setRelease(this, Thread.currentThread()); // nobody looks at it before the run is watched
        runner.deadlines.watch(this, timeout);
        super.start(tally);
    }

    @Override
    void endsOnItsThread(@Nullable FunctionResult result, @Nullable Tally tally) {
        ends(result, tally); // the time may be over
    }

    @Override
    void goOnWithoutThread(CompletionStage<FunctionResult> stage) {
        thread = null;
        CompletableFuture<?> cancellable = futureOf(stage);
        future = cancellable;
        awaitInterrupt();
        if (state() == TIMED_OUT) { // before the future was there to be cancelled
            giveThreadBack();
            cancel(cancellable);
        }
        super.goOnWithoutThread(stage);
    }

    private static @Nullable CompletableFuture<?> futureOf(CompletionStage<?> stage) {
        try {
            return stage.toCompletableFuture();
        } catch (RuntimeException unsupported) {
            return null;
        }
    }

    @Override
    void ends(@Nullable FunctionResult result, @Nullable Tally tally) {
        if (move(RUNNING, ENDED)) {
            runner.deadlines.forget(this);
            runner.ended(this, result, tally);
            return;
        }
        awaitInterrupt();
        if (move(TIMED_OUT, GONE)) { // not if a stage of somebody's own completes twice
            runner.deadlines.forget(this);
            giveThreadBack();
            runner.endedLate(this);
        }
    }

    private void awaitInterrupt() {
        while (state() == INTERRUPTING) {
            Thread.onSpinWait();
        }
    }

    /** Ends the run because its time is over, unless it has ended; {@link #failTimedOut} has to follow. */
    boolean timeOut() {
        if (!move(RUNNING, INTERRUPTING)) {
            return false;
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            tookThread = true;
        }
        runner.books.timedOut(); // before anybody can hear that the function has ended late
        move(INTERRUPTING, TIMED_OUT);
        return true;
    }

    private void giveThreadBack() {
        if (tookThread && !threadIsBack) {
            threadIsBack = true;
            runner.workforce.regain();
        }
    }

    /** Lets the attempt fail, and whoever may hear of it; not for the thread of the timers. */
    void failTimedOut() {
        TimeoutException late = new TimeoutException("the function " + Text.quote(subscription.functionName())
                + " did not end within " + timeout + ", the time-out of an attempt");
        late.setStackTrace(new StackTraceElement[0]); // it would be the timers', and say nothing about the function
        if (tookThread) {
            runner.workforce.lose();
        }
        runner.results.settle(attempt, delivery, subscription, FunctionResult.retry(late));
        cancel(future);
    }

    private void cancel(@Nullable CompletableFuture<?> waiting) {
        if (waiting == null) {
            return;
        }
        try {
            waiting.cancel(true);
        } catch (RuntimeException broken) { // a future may be anybody's code, and other runs have timed out too
            LOG.log(Level.WARNING, "what " + this + " returned could not be cancelled", broken);
        }
    }
}
