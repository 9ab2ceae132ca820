package io.dispatchframework.events.micrometer;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.micrometer.AttemptContext.Outcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions through another invoker, with an observation around each attempt: a timer, a span, or whatever the handlers
 * of the registry make of it.
 *
 * <p>The observation is current on the thread that runs the function, and ends when the function's stage does; after a
 * time-out, a stage that was cancelled ends at once, and a function that holds its thread when it lets go of it. Its failures
 * are the observation's errors. What a function returns after its time-out counts for nothing, but is how its observation
 * ends. The trace in the event's extensions, see {@link TracedEvents}, is its parent; where there is
 * none, it is for the registry's handlers to say. Events that the function emits or returns carry its trace on.
 *
 * <p>Safe to share between threads. A registry without handlers costs next to nothing. What a handler throws is a failure of
 * the attempt.
 *
 * @since 0.1
 */
public final class ObservedFunctionInvoker implements FunctionInvoker {

    private final FunctionInvoker functions;
    private final ObservationRegistry registry;
    private final AttemptConvention convention = new AttemptConvention();

    private ObservedFunctionInvoker(FunctionInvoker functions, ObservationRegistry registry) {
        this.functions = functions;
        this.registry = registry;
    }

    /**
     * Wraps an invoker.
     *
     * @param functions what runs the functions
     * @param registry who observes; a {@code GlobalObservationConvention} for {@link AttemptContext} in it takes the place of
     *     the names and key values of this class
     * @return a new invoker
     */
    public static ObservedFunctionInvoker create(FunctionInvoker functions, ObservationRegistry registry) {
        return new ObservedFunctionInvoker(
                Objects.requireNonNull(functions, "functions"), Objects.requireNonNull(registry, "registry"));
    }

    @Override
    public boolean mayKnow(String functionName) {
        return functions.mayKnow(functionName);
    }

    @Override
    public CompletionStage<FunctionResult> invoke(FunctionCall call) {
        AttemptContext context = new AttemptContext(Objects.requireNonNull(call, "call"));
        Observation observation = Observation.createNotStarted(null, convention, () -> context, registry);
        return observation.isNoop() ? functions.invoke(call) : new Run(call, context, observation).start();
    }

    /** One attempt under observation, as its function sees it. */
    private final class Run implements FunctionCall {

        private final FunctionCall call;
        private final AttemptContext context;
        private final Observation observation;
        private final AtomicBoolean ended = new AtomicBoolean();

        Run(FunctionCall call, AttemptContext context, Observation observation) {
            this.call = call;
            this.context = context;
            this.observation = observation;
        }

        CompletionStage<FunctionResult> start() {
            observation.start();
            CompletionStage<FunctionResult> stage;
            try {
                stage = invokeInScope();
            } catch (Throwable thrown) {
                end(null, thrown);
                throw thrown;
            }
            if (stage == null) {
                end(null, null);
                return stage; // which the manager knows how to complain of
            }
            // The class is compared: a minimal stage is a subclass that can neither be asked nor cancelled.
            if (stage.getClass() == CompletableFuture.class && ((CompletableFuture<FunctionResult>) stage).isDone()) {
                return endNow((CompletableFuture<FunctionResult>) stage);
            }
            return new ObservedStage(this, stage);
        }

        private CompletionStage<FunctionResult> invokeInScope() {
            Observation.Scope scope = observation.openScope();
            try {
                return functions.invoke(this);
            } finally {
                scope.close();
            }
        }

        private CompletionStage<FunctionResult> endNow(CompletableFuture<FunctionResult> done) {
            FunctionResult result;
            try {
                result = done.join();
            } catch (CancellationException | CompletionException failed) {
                end(null, failed);
                return done;
            }
            FunctionResult traced = end(result, null);
            return emits(traced) ? CompletableFuture.completedFuture(traced) : done;
        }

        /** Ends the observation, if it has not ended; returns the result with the trace in its events. */
        @Nullable
        FunctionResult end(@Nullable FunctionResult result, @Nullable Throwable thrown) {
            if (!ended.compareAndSet(false, true)) {
                return result;
            }
            FunctionResult traced = result;
            try {
                if (result instanceof FunctionResult.Success success) {
                    context.end(Outcome.SUCCESS);
                    traced = withTrace(success);
                } else if (result instanceof FunctionResult.PermanentFailure permanent) {
                    fail(Outcome.PERMANENT_FAILURE, permanent.cause());
                } else if (result instanceof FunctionResult.Retry retry) {
                    fail(Outcome.FAILURE, retry.cause());
                } else if (thrown != null) {
                    Throwable cause = causeOf(thrown);
                    fail(
                            cause instanceof PermanentFailureException ? Outcome.PERMANENT_FAILURE : Outcome.FAILURE,
                            cause);
                } else {
                    fail(Outcome.FAILURE, new IllegalStateException("the function's stage or result was null"));
                }
            } finally {
                observation.stop();
            }
            return traced;
        }

        private void fail(Outcome outcome, Throwable cause) {
            context.end(outcome);
            observation.error(cause);
        }

        private FunctionResult withTrace(FunctionResult.Success success) {
            if (!emits(success)) {
                return success;
            }
            List<CloudEvent> traced =
                    success.events().stream().map(this::withTrace).toList();
            return FunctionResult.emit(success.value(), traced);
        }

        private CloudEvent withTrace(CloudEvent event) {
            return TracedEvents.withTraceOf(observation, call.event(), event, registry);
        }

        @Override
        public void emit(CloudEvent event) {
            call.emit(withTrace(Objects.requireNonNull(event, "event")));
        }

        @Override
        public String functionName() {
            return call.functionName();
        }

        @Override
        public CloudEvent event() {
            return call.event();
        }

        @Override
        public @Nullable String input() {
            return call.input();
        }

        @Override
        public String subscriptionName() {
            return call.subscriptionName();
        }

        @Override
        public String deliveryId() {
            return call.deliveryId();
        }

        @Override
        public int attempt() {
            return call.attempt();
        }

        @Override
        public String toString() {
            return call.toString();
        }
    }

    private static boolean emits(@Nullable FunctionResult result) {
        return result instanceof FunctionResult.Success success
                && !success.events().isEmpty();
    }

    private static Throwable causeOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * A function's stage that ends once the observation has; who cancels it, as a time-out does, cancels the function's.
     */
    private static final class ObservedStage extends CompletableFuture<FunctionResult> {

        private final Run run;
        private final CompletionStage<FunctionResult> source;

        ObservedStage(Run run, CompletionStage<FunctionResult> source) {
            this.run = run;
            this.source = source;
            var unused = source.whenComplete(this::end);
        }

        private void end(@Nullable FunctionResult result, @Nullable Throwable thrown) {
            try {
                FunctionResult traced = run.end(result, thrown);
                if (thrown == null) {
                    complete(traced);
                } else {
                    completeExceptionally(thrown);
                }
            } catch (Throwable broken) { // a handler of the registry; nobody else would end this stage
                completeExceptionally(broken);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            try {
                source.toCompletableFuture().cancel(mayInterruptIfRunning); // first, so that it has ended when this has
            } catch (UnsupportedOperationException noFuture) {
                // nothing to cancel
            } finally { // a future may be anybody's code, and this stage ends nevertheless
                end(null, new CancellationException());
            }
            return isCancelled();
        }
    }
}
