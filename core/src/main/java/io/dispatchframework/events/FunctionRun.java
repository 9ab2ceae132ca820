package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.ContextCarrier.Restored;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a function for one attempt, and what the function sees of it.
 *
 * <p>A run ends once, by the first of two: the function ends, or its time is over. Where the time is over first, the end
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
final class FunctionRun implements FunctionCall {

    private static final int RUNNING = 0;
    private static final int ENDED = 1;
    private static final int INTERRUPTING = 2;
    private static final int TIMED_OUT = 3;
    private static final int GONE = 4;

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(FunctionRun.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final AttemptHandler handler;
    final Attempt attempt;
    final LocalDelivery delivery;
    final Subscription subscription;
    private final DeliveryPolicy policy;

    /** Where the run was let through and has to leave, if it had to pass one. */
    final @Nullable Turnstile turnstile;

    /** When the time is over, by {@code TimeSource.nanos()}; {@link Deadlines} writes and reads it. */
    long deadline;

    /** Where {@link Deadlines} watches the run, negative if it does not. */
    int slot = Deadlines.NOWHERE;

    private volatile int state;
    private volatile @Nullable Thread thread;
    private volatile @Nullable CompletableFuture<?> future;

    /** Whether the function ran on the attempt's thread when its time was over; set before it is TIMED_OUT. */
    private boolean tookThread;

    /** Whether that thread has come back before the function has ended; the thread's own, and handed on with the stage. */
    private boolean threadIsBack;

    FunctionRun(
            AttemptHandler handler,
            Attempt attempt,
            LocalDelivery delivery,
            Subscription subscription,
            DeliveryPolicy policy,
            @Nullable Turnstile turnstile) {
        this.turnstile = turnstile;
        this.handler = handler;
        this.attempt = attempt;
        this.delivery = delivery;
        this.subscription = subscription;
        this.policy = policy;
    }

    /** Runs the function; its end may come later. */
    void start(FunctionInvoker functions, Deadlines deadlines) {
        Duration timeout = Objects.requireNonNull(policy.timeout());
        if (!timeout.isZero()) {
            thread = Thread.currentThread();
            deadlines.watch(this, timeout);
        }
        CompletionStage<FunctionResult> stage;
        try {
            stage = invoke(functions);
        } catch (Throwable thrown) { // an Error too: it is this delivery's failure, and no other's
            endsOnItsThread(resultOf(thrown));
            return;
        }
        // The class is compared, not asked by instanceof: a minimal stage is a subclass that tells nothing.
        if (stage.getClass() == CompletableFuture.class && ((CompletableFuture<FunctionResult>) stage).isDone()) {
            endsOnItsThread(resultOf((CompletableFuture<FunctionResult>) stage));
            return;
        }
        goOnWithoutThread(stage);
    }

    private void endsOnItsThread(@Nullable FunctionResult result) {
        if (slot == Deadlines.NOWHERE) { // nobody else knows of the run
            handler.ended(this, result);
        } else {
            ends(result);
        }
    }

    private CompletionStage<FunctionResult> invoke(FunctionInvoker functions) {
        Restored context = delivery.restoreContext();
        try {
            CompletionStage<FunctionResult> stage = functions.invoke(this);
            if (stage == null) {
                throw new IllegalStateException("the function invoker returned null in place of a stage");
            }
            return stage;
        } finally {
            if (context != null) {
                delivery.takeOff(context);
            }
        }
    }

    private void goOnWithoutThread(CompletionStage<FunctionResult> stage) {
        if (slot != Deadlines.NOWHERE) {
            thread = null;
            CompletableFuture<?> cancellable = futureOf(stage);
            future = cancellable;
            while (state == INTERRUPTING) {
                Thread.onSpinWait();
            }
            if (state == TIMED_OUT) { // before the future was there to be cancelled
                giveThreadBack();
                cancel(cancellable);
            }
        }
        try {
            var unused = stage.whenComplete((result, thrown) -> ends(thrown == null ? result : resultOf(thrown)));
        } catch (Throwable broken) { // a stage may be anybody's code
            ends(resultOf(broken));
        }
    }

    private static @Nullable CompletableFuture<?> futureOf(CompletionStage<?> stage) {
        try {
            return stage.toCompletableFuture();
        } catch (RuntimeException unsupported) {
            return null;
        }
    }

    private void ends(@Nullable FunctionResult result) {
        if (STATE.compareAndSet(this, RUNNING, ENDED)) {
            handler.ended(this, result);
            return;
        }
        while (state == INTERRUPTING) {
            Thread.onSpinWait();
        }
        if (STATE.compareAndSet(this, TIMED_OUT, GONE)) { // not if a stage of somebody's own completes twice
            giveThreadBack();
            handler.endedLate(this);
        }
    }

    /** Ends the run because its time is over, unless it has ended; {@link #failTimedOut} has to follow. */
    boolean timeOut() {
        if (!STATE.compareAndSet(this, RUNNING, INTERRUPTING)) {
            return false;
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            tookThread = true;
        }
        handler.timeIsOver();
        state = TIMED_OUT;
        return true;
    }

    /** Tells whether the function ran on the attempt's thread when its time was over. */
    boolean tookThread() {
        return tookThread;
    }

    private void giveThreadBack() {
        if (tookThread && !threadIsBack) {
            threadIsBack = true;
            handler.threadIsBack();
        }
    }

    /** Lets the attempt fail, and whoever may hear of it; not for the thread of the timers. */
    void failTimedOut() {
        Duration timeout = policy.timeout();
        handler.timedOut(
                this,
                FunctionResult.retry(new TimeoutException("the function " + subscription.functionName()
                        + " did not end within " + timeout + ", the time-out of an attempt")));
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

    private static @Nullable FunctionResult resultOf(CompletableFuture<FunctionResult> done) {
        try {
            return done.join();
        } catch (CancellationException | CompletionException failed) {
            return resultOf(failed);
        }
    }

    static FunctionResult resultOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof PermanentFailureException
                ? FunctionResult.permanentFailure(cause)
                : FunctionResult.retry(cause);
    }

    @Override
    public String functionName() {
        return subscription.functionName();
    }

    @Override
    public CloudEvent event() {
        return delivery.event();
    }

    @Override
    public String subscriptionName() {
        return delivery.subscriptionName();
    }

    @Override
    public String deliveryId() {
        return delivery.id();
    }

    @Override
    public int attempt() {
        return attempt.number();
    }

    @Override
    public void emit(CloudEvent event) {
        handler.emitReturned(event, delivery);
    }

    @Override
    public String toString() {
        return "FunctionCall[" + functionName() + ", " + delivery + ", attempt " + attempt() + "]";
    }
}
