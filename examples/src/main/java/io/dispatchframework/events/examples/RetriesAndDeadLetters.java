package io.dispatchframework.events.examples;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A mail server is down: deliveries are tried three times, die, and wait as dead letters until somebody sends them on their
 * way again.
 *
 * <p>To see: an address that is none dies at its first attempt, since no repetition would mend it; after the redrive only that
 * one is left.
 */
public final class RetriesAndDeadLetters {

    private static final AtomicBoolean SERVER_IS_UP = new AtomicBoolean();

    private RetriesAndDeadLetters() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        SERVER_IS_UP.set(false);
        try (EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().register("send", RetriesAndDeadLetters::send))
                .deliveryPolicy(DeliveryPolicy.builder()
                        .maxAttempts(3)
                        .backoff(Duration.ofMillis(10)) // doubles; the wait is drawn between zero and that
                        .build())
                .build()) {

            events.subscriptions()
                    .create(Subscription.builder("mails")
                            .eventType("mail.written")
                            .functionName("send")
                            .build());
            write(events, "\"ann@example.org\"");
            write(events, "\"nowhere\"");

            for (DeadLetter letter : events.deadLetters().list()) {
                System.out.println("dead letter: " + letter.event().data() + ", attempt " + letter.attempts() + ", "
                        + letter.failure());
            }

            SERVER_IS_UP.set(true);
            for (Emission again :
                    events.deadLetters().redriveAll(letter -> letter.failure().cause() instanceof IOException)) {
                again.await(Duration.ofSeconds(5)).forEach(outcome -> System.out.println("redriven: " + outcome));
            }
            System.out.println("left: " + events.deadLetters().list().size());
            System.out.println("discarded: " + events.deadLetters().discardAll(letter -> true));
        }
    }

    private static String send(FunctionCall call) throws IOException {
        String address = String.valueOf(call.input());
        if (!address.contains("@")) {
            throw new PermanentFailureException("not an address: " + address);
        }
        if (!SERVER_IS_UP.get()) {
            throw new IOException("the mail server is down");
        }
        return "sent to " + address;
    }

    private static void write(EventManager events, String address) {
        events.emit("mail.written", address).await(Duration.ofSeconds(5)).forEach(System.out::println);
    }
}
