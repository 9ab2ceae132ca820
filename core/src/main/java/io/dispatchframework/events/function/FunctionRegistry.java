package io.dispatchframework.events.function;

import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.AlreadyExistsException;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Functions in the same JVM, by name.
 *
 * <pre>{@code
 * FunctionRegistry functions = FunctionRegistry.create()
 *         .register("welcome", call -> "Hello, " + call.event().data())
 *         .registerVoid("audit", call -> log.write(call.event()))
 *         .registerAsync("notify", call -> client.sendAsync(requestFor(call.event()), ofString()))
 *         .registerTyped("bill", Invoice.class, (call, invoice) -> ledger.post(call.deliveryId(), invoice));
 * }</pre>
 *
 * <p>Each kind of function has its own method to register it, since overloads on lambdas are ambiguous to the
 * compiler. A function that returns a {@link FunctionResult} decides the result itself. One that returns a
 * {@link CompletionStage} ends as the stage does, however it was registered. Whatever else a function returns is the value
 * of a success.
 *
 * <p>No argument may be {@code null}. Safe to share between threads; functions may be registered, replaced and removed while
 * events are delivered, and the next attempt sees it.
 *
 * @since 0.1
 */
public final class FunctionRegistry implements FunctionInvoker {

    private final ConcurrentHashMap<String, FunctionInvoker> functions = new ConcurrentHashMap<>();
    private final PayloadReader reader;

    private FunctionRegistry(PayloadReader reader) {
        this.reader = reader;
    }

    /**
     * Makes an empty registry whose typed functions get their payloads from Jackson with its default settings.
     *
     * @return a new registry
     */
    public static FunctionRegistry create() {
        return new FunctionRegistry(new JacksonReader());
    }

    /**
     * Makes an empty registry whose typed functions get their payloads from a reader of the application's own.
     *
     * @param reader reads payloads
     * @return a new registry
     */
    public static FunctionRegistry create(PayloadReader reader) {
        return new FunctionRegistry(Objects.requireNonNull(reader, "reader"));
    }

    /**
     * Registers a function that returns a value.
     *
     * @param name its name
     * @param function the function; it may block, and may throw
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     * @throws IllegalArgumentException if the name is empty
     */
    public FunctionRegistry register(String name, ValueFunction function) {
        return add(name, returning(function));
    }

    /**
     * Registers a function that returns nothing.
     *
     * @param name its name
     * @param function the function; it may block, and may throw
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     * @throws IllegalArgumentException if the name is empty
     */
    public FunctionRegistry registerVoid(String name, VoidFunction function) {
        return add(name, returningNothing(function));
    }

    /**
     * Registers a function that returns a stage, and ends when the stage does.
     *
     * @param name its name
     * @param function the function; it should not block
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     * @throws IllegalArgumentException if the name is empty
     */
    public FunctionRegistry registerAsync(String name, AsyncFunction function) {
        return add(name, starting(name, function));
    }

    /**
     * Registers a function that takes the payload as an object, read from JSON.
     *
     * <p>A payload that does not fit the type is a permanent failure, since no repetition would make it fit. So is
     * an event without a payload. In a named module, the package of the type must be open to Jackson: {@code opens my.payloads
     * to tools.jackson.databind}.
     *
     * @param name its name
     * @param inputType the class to bind the payload to
     * @param function the function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     * @throws IllegalArgumentException if the name is empty
     */
    public <T> FunctionRegistry registerTyped(String name, Class<T> inputType, TypedFunction<T> function) {
        return add(name, typed(name, Objects.requireNonNull(inputType, "inputType"), function));
    }

    /**
     * Registers a function that takes the payload as an object of a generic type, read from JSON; otherwise as
     * {@link #registerTyped(String, Class, TypedFunction)}.
     *
     * @param name its name
     * @param inputType the type to bind the payload to, as in {@code new PayloadType<List<String>>() {}}
     * @param function the function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     * @throws IllegalArgumentException if the name is empty
     */
    public <T> FunctionRegistry registerTyped(String name, PayloadType<T> inputType, TypedFunction<T> function) {
        return add(
                name, typed(name, Objects.requireNonNull(inputType, "inputType").type(), function));
    }

    /**
     * Registers a function that takes the payload as an object, read from JSON, and returns nothing; otherwise as
     * {@link #registerTyped(String, Class, TypedFunction)}.
     *
     * @param name its name
     * @param inputType the class to bind the payload to
     * @param function the function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     * @throws IllegalArgumentException if the name is empty
     */
    public <T> FunctionRegistry registerTypedVoid(String name, Class<T> inputType, TypedVoidFunction<T> function) {
        return registerTyped(name, inputType, returningNothing(function));
    }

    /**
     * Registers a function that takes the payload as an object of a generic type, read from JSON, and returns nothing;
     * otherwise as {@link #registerTyped(String, PayloadType, TypedFunction)}.
     *
     * @param name its name
     * @param inputType the type to bind the payload to, as in {@code new PayloadType<List<String>>() {}}
     * @param function the function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws AlreadyExistsException if the name is taken
     * @throws IllegalArgumentException if the name is empty
     */
    public <T> FunctionRegistry registerTypedVoid(
            String name, PayloadType<T> inputType, TypedVoidFunction<T> function) {
        return registerTyped(name, inputType, returningNothing(function));
    }

    /**
     * Puts a function that returns a value in the place of another, of whatever kind, in one step.
     *
     * <p>Attempts that start later run the new one, those that run already end with the old one, and none finds neither.
     *
     * @param name the name of both
     * @param function the new function; it may block, and may throw
     * @return this registry
     * @throws UnknownFunctionException if there is none of that name
     */
    public FunctionRegistry replace(String name, ValueFunction function) {
        return exchange(name, returning(function));
    }

    /**
     * Puts a function that returns nothing in the place of another, as {@link #replace} does.
     *
     * @param name the name of both
     * @param function the new function; it may block, and may throw
     * @return this registry
     * @throws UnknownFunctionException if there is none of that name
     */
    public FunctionRegistry replaceVoid(String name, VoidFunction function) {
        return exchange(name, returningNothing(function));
    }

    /**
     * Puts a function that returns a stage in the place of another, as {@link #replace} does.
     *
     * @param name the name of both
     * @param function the new function; it should not block
     * @return this registry
     * @throws UnknownFunctionException if there is none of that name
     */
    public FunctionRegistry replaceAsync(String name, AsyncFunction function) {
        return exchange(name, starting(name, function));
    }

    /**
     * Puts a function that takes the payload as an object in the place of another, as {@link #replace} does.
     *
     * @param name the name of both
     * @param inputType the class to bind the payload to
     * @param function the new function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws UnknownFunctionException if there is none of that name
     */
    public <T> FunctionRegistry replaceTyped(String name, Class<T> inputType, TypedFunction<T> function) {
        return exchange(name, typed(name, Objects.requireNonNull(inputType, "inputType"), function));
    }

    /**
     * Puts a function that takes the payload as an object of a generic type in the place of another, as
     * {@link #replace} does.
     *
     * @param name the name of both
     * @param inputType the type to bind the payload to
     * @param function the new function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws UnknownFunctionException if there is none of that name
     */
    public <T> FunctionRegistry replaceTyped(String name, PayloadType<T> inputType, TypedFunction<T> function) {
        return exchange(
                name, typed(name, Objects.requireNonNull(inputType, "inputType").type(), function));
    }

    /**
     * Puts a function that takes the payload as an object and returns nothing in the place of another, as
     * {@link #replace} does.
     *
     * @param name the name of both
     * @param inputType the class to bind the payload to
     * @param function the new function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws UnknownFunctionException if there is none of that name
     */
    public <T> FunctionRegistry replaceTypedVoid(String name, Class<T> inputType, TypedVoidFunction<T> function) {
        return replaceTyped(name, inputType, returningNothing(function));
    }

    /**
     * Puts a function that takes the payload as an object of a generic type and returns nothing in the place of another,
     * as {@link #replace} does.
     *
     * @param name the name of both
     * @param inputType the type to bind the payload to
     * @param function the new function; it may block, and may throw
     * @param <T> the type of the payload
     * @return this registry
     * @throws UnknownFunctionException if there is none of that name
     */
    public <T> FunctionRegistry replaceTypedVoid(String name, PayloadType<T> inputType, TypedVoidFunction<T> function) {
        return replaceTyped(name, inputType, returningNothing(function));
    }

    /**
     * Removes a function; attempts that run already go on.
     *
     * @param name its name
     * @return whether there was one
     */
    public boolean unregister(String name) {
        return functions.remove(Objects.requireNonNull(name, "name")) != null;
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
        return functions.containsKey(Objects.requireNonNull(functionName, "functionName"));
    }

    @Override
    public CompletionStage<FunctionResult> invoke(FunctionCall call) {
        FunctionInvoker function =
                functions.get(Objects.requireNonNull(call, "call").functionName());
        if (function == null) {
            return completed(FunctionResult.retry(new UnknownFunctionException(call.functionName())));
        }
        return function.invoke(call);
    }

    private FunctionRegistry add(String name, FunctionInvoker function) {
        if (Objects.requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("a function needs a name that is not empty");
        }
        if (functions.putIfAbsent(name, function) != null) {
            throw new AlreadyExistsException("function", name);
        }
        return this;
    }

    private FunctionRegistry exchange(String name, FunctionInvoker function) {
        if (functions.replace(Objects.requireNonNull(name, "name"), function) == null) {
            throw new UnknownFunctionException(name);
        }
        return this;
    }

    private static FunctionInvoker returning(ValueFunction function) {
        Objects.requireNonNull(function, "function");
        return unchecked(call -> ending(function.apply(call)));
    }

    private static FunctionInvoker returningNothing(VoidFunction function) {
        Objects.requireNonNull(function, "function");
        return unchecked(call -> {
            function.accept(call);
            return completed(FunctionResult.success(null));
        });
    }

    private static <T> TypedFunction<T> returningNothing(TypedVoidFunction<T> function) {
        Objects.requireNonNull(function, "function");
        return (call, input) -> {
            function.accept(call, input);
            return null;
        };
    }

    private static FunctionInvoker starting(String name, AsyncFunction function) {
        Objects.requireNonNull(function, "function");
        return unchecked(call -> {
            CompletionStage<? extends @Nullable Object> stage = function.apply(call);
            if (stage == null) {
                throw new IllegalStateException(
                        "the function " + Text.quote(name) + " returned null in place of a stage");
            }
            return ending(stage);
        });
    }

    private <T> FunctionInvoker typed(String name, Type type, TypedFunction<T> function) {
        Objects.requireNonNull(function, "function");
        return unchecked(call -> {
            String input = call.input();
            @SuppressWarnings("unchecked") // the reader's word for it
            @Nullable
            T payload = input == null ? null : (T) read(input, type, call);
            if (payload == null) {
                throw new PermanentFailureException(
                        call.event() + " has no payload to bind for the function " + Text.quote(name));
            }
            return ending(function.apply(call, payload));
        });
    }

    private @Nullable Object read(String input, Type type, FunctionCall call) throws InterruptedException {
        try {
            return reader.read(input, type);
        } catch (InterruptedException interrupted) {
            throw interrupted; // which says nothing about the payload
        } catch (Exception unfit) {
            String why = unfit instanceof JacksonException jackson ? jackson.getOriginalMessage() : unfit.toString();
            throw new PermanentFailureException(
                    "the payload of " + call.event() + " does not bind to " + type.getTypeName() + " for the function "
                            + Text.quote(call.functionName()) + ": " + Text.escape(why),
                    unfit);
        }
    }

    @Override
    public String toString() {
        return "FunctionRegistry" + Text.escape(names().toString());
    }

    /** Turns the checked exceptions of a function into what {@link FunctionInvoker#invoke} may throw. */
    private static FunctionInvoker unchecked(ThrowingInvoker function) {
        return call -> {
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
    }

    /** Ends with what a function returned, or when the stage ends that it returned. */
    private static CompletionStage<FunctionResult> ending(@Nullable Object returned) {
        return returned instanceof CompletionStage<?> stage ? ending(stage) : completed(resultOf(returned));
    }

    private static CompletionStage<FunctionResult> ending(CompletionStage<? extends @Nullable Object> stage) {
        // The class is compared: a minimal stage is a subclass that cannot be asked.
        return stage.getClass() == CompletableFuture.class && ((CompletableFuture<?>) stage).isDone()
                ? stage.thenApply(FunctionRegistry::resultOf)
                : new Cancelling(stage);
    }

    private static CompletionStage<FunctionResult> completed(FunctionResult result) {
        return CompletableFuture.completedFuture(result);
    }

    private static FunctionResult resultOf(@Nullable Object returned) {
        return returned instanceof FunctionResult result ? result : FunctionResult.success(returned);
    }

    /** The results of a function's stage; who cancels it, as a time-out does, cancels the function's, if that can be. */
    private static final class Cancelling extends CompletableFuture<FunctionResult> {

        private final CompletionStage<?> source;

        Cancelling(CompletionStage<? extends @Nullable Object> source) {
            this.source = source;
            var unused = source.whenComplete((returned, thrown) -> {
                if (thrown == null) {
                    complete(resultOf(returned));
                } else {
                    completeExceptionally(thrown);
                }
            });
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            try {
                source.toCompletableFuture().cancel(mayInterruptIfRunning); // first, so that it has ended when this has
            } catch (UnsupportedOperationException noFuture) {
                // nothing to cancel
            } finally { // a future may be anybody's code, and this one ends nevertheless
                super.cancel(mayInterruptIfRunning);
            }
            return isCancelled();
        }
    }

    /** Reads with a Jackson of its own, which is made for the first payload: most registries have no typed function. */
    private static final class JacksonReader implements PayloadReader {

        private volatile @Nullable JsonMapper mapper;

        @Override
        public @Nullable Object read(String json, Type type) {
            JsonMapper known = mapper;
            if (known == null) {
                known = JsonMapper.builder().build(); // two threads may make one each, and both are as good
                mapper = known;
            }
            return known.readValue(json, known.constructType(type));
        }
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
         * @return a value, a {@link FunctionResult}, a {@link CompletionStage} of either, or {@code null}
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
         * @return a value, a {@link FunctionResult}, a {@link CompletionStage} of either, or {@code null}
         * @throws Exception if it failed; worth retrying unless it is a {@link PermanentFailureException}
         */
        @Nullable
        Object apply(FunctionCall call, T input) throws Exception;
    }

    /**
     * A function that takes the payload as an object, and returns nothing.
     *
     * @param <T> the type of the payload
     */
    @FunctionalInterface
    public interface TypedVoidFunction<T> {

        /**
         * Runs the function once.
         *
         * @param call the event and which attempt it is
         * @param input the payload, bound from JSON
         * @throws Exception if it failed; worth retrying unless it is a {@link PermanentFailureException}
         */
        void accept(FunctionCall call, T input) throws Exception;
    }
}
