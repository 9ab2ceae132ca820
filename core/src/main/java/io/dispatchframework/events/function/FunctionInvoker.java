package io.dispatchframework.events.function;

import io.dispatchframework.events.internal.Nulls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Runs functions by name: the bridge from a subscription to code.
 *
 * <p>{@link FunctionRegistry} is the invoker for functions in the same JVM, {@code HttpFunctionInvoker} of
 * {@code dispatch-events-http} the one for functions behind web hooks. Implement this to reach functions elsewhere.
 *
 * <p><b>For implementors.</b>
 *
 * <ul>
 *   <li><b>Threads and blocking.</b> Called concurrently, on the manager's executor; may block, and then occupies one of
 *       the attempts that may be in flight. When the {@linkplain
 *       io.dispatchframework.events.subscription.DeliveryPolicy#timeout() time of the attempt} is over, the thread is
 *       interrupted or, if the stage was returned already, the stage's future is cancelled.
 *   <li><b>Result.</b> The stage ends with the result of this one attempt. A stage that ends exceptionally and an
 *       exception that is thrown count alike: as a failure worth retrying, unless it is a
 *       {@link PermanentFailureException}; a {@link java.util.concurrent.CompletionException} counts as its cause.
 *       {@code null}, as the stage or as the result, is a failure worth retrying. Only the first completion of a stage
 *       counts.
 *   <li><b>Unknown functions</b> are a failure worth retrying ({@link FunctionResult#retry}), since they may be about to
 *       be registered; the registry gives {@link UnknownFunctionException}.
 *   <li><b>Repetition.</b> The same delivery may be invoked more than once, see {@link FunctionCall#deliveryId()}.
 * </ul>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface FunctionInvoker {

    /**
     * Runs a function once.
     *
     * @param call the function's name, the event, and which delivery and attempt it is
     * @return a stage that ends with the result of the attempt
     */
    CompletionStage<FunctionResult> invoke(FunctionCall call);

    /**
     * Tells whether a function of this name may be there, without running it; {@code explain} asks.
     *
     * @param functionName the name
     * @return {@code false} only if an invocation now would find no such function; an invoker that cannot know says
     *     {@code true}, as this default does
     */
    default boolean mayKnow(String functionName) {
        return true;
    }

    /**
     * Puts several invokers behind one: a function is run by the first that {@linkplain #mayKnow may know} its name.
     *
     * <p>So put those that know their names, such as a {@link FunctionRegistry}, before one that cannot know: an invoker
     * behind that one is never asked. A function that none of them knows is a failure worth retrying, with
     * {@link UnknownFunctionException}.
     *
     * @param first the invoker that is asked first
     * @param more the others, in the order in which they are asked
     * @return an invoker, as safe to share between threads as those that it was given
     */
    static FunctionInvoker firstKnowing(FunctionInvoker first, FunctionInvoker... more) {
        List<FunctionInvoker> all = new ArrayList<>();
        all.add(Objects.requireNonNull(first, "first"));
        all.addAll(Nulls.copyOf(Arrays.asList(Objects.requireNonNull(more, "more")), "more"));
        return new FirstKnowing(List.copyOf(all));
    }
}
