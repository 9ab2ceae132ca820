package io.dispatchframework.events.examples;

import io.dispatchframework.events.Emission;
import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * Events come faster than functions run, and the engine has room for two: the emitter is refused, waits, or lends a hand.
 *
 * <p>To see: nothing is dropped in silence. What there was no room for has an outcome that says so.
 */
public final class BackPressure {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private BackPressure() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        refuse();
        waitForRoom();
        callerRuns();
    }

    /** The third event finds the engine full, at once. */
    private static void refuse() {
        CountDownLatch gate = new CountDownLatch(1);
        try (EventManager events = manager(WhenFull.refuse(), gate::await)) {
            List<Emission> emissions = emitThree(events);
            System.out.println("refuse: " + emissions.get(2).await(PATIENCE).get(0));
            gate.countDown();
            System.out.println("refuse: " + doneOf(emissions) + " of 3 done");
        }
    }

    /** The third call of {@code emit} takes as long as it takes the first function to end. */
    private static void waitForRoom() {
        try (EventManager events = manager(WhenFull.waitUpTo(PATIENCE), () -> Thread.sleep(20))) {
            System.out.println("wait: " + doneOf(emitThree(events)) + " of 3 done");
        }
    }

    /** The third call of {@code emit} runs what stands in the queue, so that emitting is no faster than running. */
    private static void callerRuns() {
        Thread emitter = Thread.currentThread();
        CountDownLatch lentAHand = new CountDownLatch(1);
        try (EventManager events = manager(WhenFull.callerRuns(PATIENCE), () -> {
            if (Thread.currentThread() == emitter) {
                lentAHand.countDown();
            } else {
                lentAHand.await(); // the manager's own thread is slow today
            }
        })) {
            System.out.println("caller runs: " + doneOf(emitThree(events)) + " of 3 done");
        }
    }

    private static EventManager manager(WhenFull whenFull, Work work) {
        EventManager events = EventManager.builder()
                .validator(BeanEventValidator.create())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create().registerVoid("resize", call -> work.run()))
                .deliveryEngine(DeliveryEngine.inMemory(2, whenFull))
                .maxInFlight(1)
                .build();
        events.subscriptions()
                .create(Subscription.builder("thumbnails")
                        .eventType("image.uploaded")
                        .functionName("resize")
                        .build());
        return events;
    }

    private static List<Emission> emitThree(EventManager events) {
        return IntStream.range(0, 3)
                .mapToObj(image -> events.emit("image.uploaded", "{\"image\":" + image + "}"))
                .toList();
    }

    private static long doneOf(List<Emission> emissions) {
        return emissions.stream()
                .filter(emission -> emission.await(PATIENCE).get(0).isDone())
                .count();
    }

    /** What the function does. */
    private interface Work {
        void run() throws InterruptedException;
    }
}
