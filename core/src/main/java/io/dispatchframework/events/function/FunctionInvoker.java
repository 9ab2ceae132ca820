package io.dispatchframework.events.function;

import java.util.concurrent.CompletionStage;

/**
 * Runs functions by name: the bridge from a subscription to code.
 *
 * <p>{@link FunctionRegistry} is the invoker for functions in the same JVM. Implement this to reach functions
 * elsewhere.
 *
 * <p><b>For implementors.</b>
 *
 * <ul>
 *   <li><b>Threads and blocking.</b> Called by many threads at once, on the manager's executor; may block, which holds
 *       one of the attempts that may be in flight.
 *   <li><b>Result.</b> The stage ends with the result of this one attempt. A stage that ends exceptionally and an
 *       exception that is thrown count alike: as a failure worth retrying, unless it is a
 *       {@link PermanentFailureException}; a
 *       {@link java.util.concurrent.CompletionException} counts as its cause. {@code null}, as the stage or as the result, is a failure worth retrying. Only
 *       the first completion of a stage counts.
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
}
