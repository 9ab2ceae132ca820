package io.dispatchframework.events.function;

import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.AlreadyExistsException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Functions in the same JVM, by name.
 *
 * <p>Each kind of function has its own method to register it, since overloads on lambdas are ambiguous to the
 * compiler. A function that returns a {@link FunctionResult} decides the result itself; whatever else it returns is the
 * value of a success.
 *
 * <p>Safe to share between threads; functions may be registered and removed while events are delivered, and the next
 * attempt sees it.
 *
 * @since 0.1
 */
public final class FunctionRegistry implements FunctionInvoker {

    private final ConcurrentHashMap<String, FunctionInvoker> functions = new ConcurrentHashMap<>();
    private final JsonMapper mapper = JsonMapper.builder().build();

    private FunctionRegistry() {}

    /**
     * Makes a registry without functions.
     *
     * @return a new registry
     */
    public static FunctionRegistry create() {
        return new FunctionRegistry();
    }

    /**
     * Registers a function that returns a value.
     *
     * @param name its name
     * @param function the function; it may block, and may throw
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     */
    public FunctionRegistry register(String name, ValueFunction function) {
        Objects.requireNonNull(function, "function");
        return add(name, call -> completed(resultOf(function.apply(call))));
    }

    /**
     * Registers a function that returns nothing.
     *
     * @param name its name
     * @param function the function; it may block, and may throw
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     */
    public FunctionRegistry registerVoid(String name, VoidFunction function) {
        Objects.requireNonNull(function, "function");
        return add(name, call -> {
            function.accept(call);
            return completed(FunctionResult.success(null));
        });
    }

    /**
     * Registers a function that returns a stage, and ends when the stage does.
     *
     * @param name its name
     * @param function the function; it should not block
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     */
    public FunctionRegistry registerAsync(String name, AsyncFunction function) {
        Objects.requireNonNull(function, "function");
        return add(name, call -> {
            CompletionStage<? extends @Nullable Object> stage = function.apply(call);
            if (stage == null) {
                throw new IllegalStateException(
                        "the function " + Text.quote(name) + " returned null in place of a stage");
            }
            return cancelling(stage, stage.thenApply(FunctionRegistry::resultOf));
        });
    }

    /**
     * Registers a function that takes the payload as an object, bound from JSON with Jackson.
     *
     * <p>A payload that does not fit the type is a permanent failure, since no repetition would make it fit. So is
     * an event without a payload.
     *
     * @param name its name
     * @param inputType the class to bind the payload to
     * @param function the function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     */
    public <T> FunctionRegistry registerTyped(String name, Class<T> inputType, TypedFunction<T> function) {
        Objects.requireNonNull(function, "function");
        ObjectReader reader = mapper.readerFor(Objects.requireNonNull(inputType, "inputType"));
        return add(name, call -> {
            String input = call.input();
            @Nullable T payload;
            try {
                payload = input == null ? null : reader.readValue(input);
            } catch (JacksonException unfit) {
                throw new PermanentFailureException(
                        "the payload of " + call.event() + " does not bind to " + inputType.getName()
                                + " for the function " + Text.quote(name) + ": "
                                + Text.escape(unfit.getOriginalMessage()),
                        unfit);
            }
            if (payload == null) {
                throw new PermanentFailureException(
                        call.event() + " has no payload to bind for the function " + Text.quote(name));
            }
            return completed(resultOf(function.apply(call, payload)));
        });
    }

    /**
     * Removes a function; attempts that run already go on.
     *
     * @param name its name
     * @return whether there was one
     */
    public boolean unregister(String name) {
        return functions.remove(name) != null;
    }

    /**
     * Returns the names that are registered.
     *
     * @return a sorted copy
     */
    public Set<String> names() {
        return new TreeSet<>(functions.keySet());
    }

    @Override
    public boolean mayKnow(String functionName) {
        return functions.containsKey(functionName);
    }

    @Override
    public CompletionStage<FunctionResult> invoke(FunctionCall call) {
        FunctionInvoker function = functions.get(call.functionName());
        if (function == null) {
            return completed(FunctionResult.retry(new UnknownFunctionException(call.functionName())));
        }
        return function.invoke(call);
    }

    /** Turns the checked exceptions of a function into what {@link FunctionInvoker#invoke} may throw. */
    private FunctionRegistry add(String name, ThrowingInvoker function) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a function needs a name that is not empty");
        }
        FunctionInvoker invoker = call -> {
            try {
                return function.invoke(call);
            } catch (RuntimeException unchecked) {
                throw unchecked;
            } catch (Exception checked) {
                if (checked instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new CompletionException(checked);
            }
        };
        if (functions.putIfAbsent(name, invoker) != null) {
            throw new AlreadyExistsException("function", name);
        }
        return this;
    }

    private static CompletionStage<FunctionResult> completed(FunctionResult result) {
        return CompletableFuture.completedFuture(result);
    }

    /** Lets whoever cancels the derived stage, as a time-out does, cancel the one that it comes from. */
    private static CompletionStage<FunctionResult> cancelling(
            CompletionStage<? extends @Nullable Object> source, CompletionStage<FunctionResult> derived) {
        if (source instanceof CompletableFuture<?> cancellable
                && derived instanceof CompletableFuture<FunctionResult> future
                && mayBeCancelled(future)) {
            var unused = future.whenComplete((result, thrown) -> {
                if (future.isCancelled()) {
                    cancellable.cancel(true);
                }
            });
        }
        return derived;
    }

    private static boolean mayBeCancelled(CompletableFuture<?> future) {
        try {
            return !future.isDone();
        } catch (UnsupportedOperationException minimal) { // such as CompletableFuture.completedStage: a stage only
            return false;
        }
    }

    private static FunctionResult resultOf(@Nullable Object returned) {
        return returned instanceof FunctionResult result ? result : FunctionResult.success(returned);
    }

    private interface ThrowingInvoker {
        CompletionStage<FunctionResult> invoke(FunctionCall call) throws Exception;
    }

    /** A function that returns a value. */
    @FunctionalInterface
    public interface ValueFunction {

        /**
         * Runs the function once.
         *
         * @param call the event, its payload, and which attempt it is
         * @return a value, a {@link FunctionResult}, or {@code null}
         * @throws Exception if it failed; worth retrying unless it is a {@link PermanentFailureException}
         */
        @Nullable
        Object apply(FunctionCall call) throws Exception;
    }

    /** A function that returns nothing. */
    @FunctionalInterface
    public interface VoidFunction {

        /**
         * Runs the function once.
         *
         * @param call the event, its payload, and which attempt it is
         * @throws Exception if it failed; worth retrying unless it is a {@link PermanentFailureException}
         */
        void accept(FunctionCall call) throws Exception;
    }

    /** A function that goes on after it has returned. */
    @FunctionalInterface
    public interface AsyncFunction {

        /**
         * Starts the function once.
         *
         * @param call the event, its payload, and which attempt it is
         * @return a stage that ends with a value, a {@link FunctionResult}, or {@code null}
         * @throws Exception if it could not start; worth retrying unless it is a {@link PermanentFailureException}
         */
        CompletionStage<? extends @Nullable Object> apply(FunctionCall call) throws Exception;
    }

    /**
     * A function that takes the payload as an object.
     *
     * @param <T> the type of the payload
     */
    @FunctionalInterface
    public interface TypedFunction<T> {

        /**
         * Runs the function once.
         *
         * @param call the event and which attempt it is
         * @param input the payload, bound from JSON
         * @return a value, a {@link FunctionResult}, or {@code null}
         * @throws Exception if it failed; worth retrying unless it is a {@link PermanentFailureException}
         */
        @Nullable
        Object apply(FunctionCall call, T input) throws Exception;
    }
}
