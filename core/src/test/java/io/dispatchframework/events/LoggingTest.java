package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.store.TestSubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What README says about the log. */
@Timeout(60)
class LoggingTest {

    private final Logger logger = Logger.getLogger("io.dispatchframework.events.EventManager");
    private final Level levelBefore = logger.getLevel();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            records.add(logged);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setLevel(levelBefore);
    }

    private static void letADeliveryDie(Throwable cause) {
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create().registerVoid("f", call -> {
                    throw new PermanentFailureException("on purpose", cause);
                }))
                .build()) {
            events.subscriptions()
                    .create(Subscription.builder("s").functionName("f").build());
            assertThat(events.emit(CloudEvent.builder("user.created").build()).await(Duration.ofSeconds(20)))
                    .hasOnlyElementsOfType(DeliveryOutcome.Dead.class);
        }
    }

    @Test
    void deadDelivery_isLoggedAsAWarningWithItsStackTrace() {
        logger.setLevel(Level.WARNING);
        Throwable cause = new IllegalStateException();

        letADeliveryDie(cause);

        assertThat(records).singleElement().satisfies(logged -> {
            assertThat(logged.getLevel()).isEqualTo(Level.WARNING);
            assertThat(logged.getThrown()).hasCause(cause);
        });
    }

    @Test
    void deadDelivery_ofAnUnknownFunction_isLoggedInOneLine() {
        logger.setLevel(Level.WARNING);
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create())
                .deliveryPolicy(DeliveryPolicy.builder().maxAttempts(1).build())
                .build()) {
            events.subscriptions()
                    .create(Subscription.builder("s").functionName("gone").build());
            events.emit(CloudEvent.builder("user.created").build()).await(Duration.ofSeconds(20));
        }

        assertThat(records).singleElement().satisfies(logged -> {
            assertThat(logged.getMessage()).contains("s -> gone dead", "UnknownFunctionException");
            assertThat(logged.getThrown()).isNull();
        });
    }

    @Test
    void eventThatMatchesNothing_isLoggedForWhoLooksForIt() {
        logger.setLevel(Level.FINE);
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(new TestSubscriptionStore())
                .functions(FunctionRegistry.create())
                .build()) {
            events.emit(CloudEvent.builder("user.craeted").build());
        }

        assertThat(records).singleElement().satisfies(logged -> {
            assertThat(logged.getLevel()).isEqualTo(Level.FINE);
            assertThat(logged.getMessage()).contains("user.craeted", "matches no subscription");
        });
    }

    @Test
    void deadDelivery_onALoggerForErrorsOnly_isNotLogged() {
        logger.setLevel(Level.SEVERE);

        letADeliveryDie(new IllegalStateException());

        assertThat(records).isEmpty();
    }
}
