package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DefaultEmissionTest {

    @Test
    void await_againAndAgain_leavesNothingBehind() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create().registerAsync("f", call -> answer))
                .build()) {
            for (String name : new String[] {"a", "b", "c"}) {
                events.subscriptions()
                        .create(Subscription.builder(name).functionName("f").build());
            }
            Emission emission = events.emit(CloudEvent.builder("user.created").build());

            for (int i = 0; i < 100; i++) {
                assertThat(emission.await(Duration.ofNanos(1))).hasSize(3);
                emission.await(Duration.ZERO);
            }

            Fanout fanout = ((LocalDelivery) emission.deliveries().get(0)).fanout();
            assertThat(fanout.allEnded().getNumberOfDependents()).isZero();
            answer.complete("done");
            assertThat(emission.await(Duration.ofSeconds(20))).hasSize(3).allMatch(DeliveryOutcome::isDone);
        }
    }
}
