package io.dispatchframework.events.examples;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Functions that take an object, functions that end later, and functions that decide how they ended. */
public final class TypedFunctions {

    private TypedFunctions() {}

    /** The payload of {@code user.created}, which Jackson binds. */
    record User(String name, int age) {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        FunctionRegistry functions = FunctionRegistry.create()
                .registerTyped("greet", User.class, (call, user) -> "Hello, " + user.name())
                .registerTyped("check-age", User.class, (call, user) -> checkAge(user))
                .registerAsync("look-up", call -> lookUp(call.event().sourceId()));

        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(functions)
                .build()) {

            for (String function : functions.names()) {
                events.subscriptions()
                        .create(Subscription.builder(function + "-new-users")
                                .eventType("user.created")
                                .functionName(function)
                                .build());
            }
            emit(events, "{\"name\":\"Jon\",\"age\":42}");
            emit(events, "{\"name\":\"Ann\",\"age\":-1}");
            emit(events, "[\"neither name nor age\"]");
        }
    }

    /** Decides for itself: no repetition makes a negative age a valid one, so the delivery is dead at once. */
    private static FunctionResult checkAge(User user) {
        return user.age() < 0
                ? FunctionResult.permanentFailure(
                        new IllegalArgumentException("nobody is " + user.age() + " years old"))
                : FunctionResult.success("an age of " + user.age() + " is fine");
    }

    /** Ends when the stage does, and holds no thread until then. */
    private static CompletionStage<String> lookUp(String sourceId) {
        return CompletableFuture.supplyAsync(() -> "looked up " + sourceId);
    }

    private static void emit(EventManager events, String user) {
        System.out.println(user);
        events.emit("user.created", user)
                .await(Duration.ofSeconds(5))
                .forEach(outcome -> System.out.println("  " + outcome));
    }
}
