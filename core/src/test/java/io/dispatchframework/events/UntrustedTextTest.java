package io.dispatchframework.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Settlement;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.NotReadyException;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.HopLimitException;
import io.dispatchframework.events.function.UnknownFunctionException;
import io.dispatchframework.events.store.AlreadyExistsException;
import io.dispatchframework.events.store.ConflictException;
import io.dispatchframework.events.store.ListQuery;
import io.dispatchframework.events.store.NotFoundException;
import io.dispatchframework.events.store.Page;
import io.dispatchframework.events.subscription.InvalidSubscriptionException;
import io.dispatchframework.events.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is logged cannot forge a line of the log, wherever its parts come from. */
class UntrustedTextTest {

    private static final String FORGED = "x\n2026-01-01 ERROR\u001b[2J\u2028all is lost";

    static Stream<Object> texts() {
        CloudEvent event = CloudEvent.bare()
                .eventType(FORGED)
                .sourceType(FORGED)
                .sourceId(FORGED)
                .eventId(FORGED)
                .build();
        Subscription subscription = Subscription.builder(FORGED)
                .eventType(FORGED)
                .sourceType(FORGED)
                .functionName(FORGED)
                .build();
        List<Violation> violations = List.of(new Violation(FORGED, FORGED));
        Failure failure = new Failure(FORGED, null);
        Throwable cause = new IllegalStateException(FORGED);
        return Stream.of(
                event,
                subscription,
                failure,
                violations,
                new Page<>(List.of(subscription), false),
                ListQuery.all().tag(FORGED, FORGED).field(FORGED, FORGED).after(FORGED),
                new DeliveryOutcome.Done(FORGED, FORGED, 1, FORGED),
                new DeliveryOutcome.Dead(FORGED, FORGED, 1, failure),
                new DeliveryOutcome.Refused(FORGED, FORGED, 1, FORGED),
                new DeliveryOutcome.Cancelled(FORGED, FORGED, 1, FORGED),
                new DeliveryOutcome.Skipped(FORGED, FORGED, 1, FORGED),
                new DeliveryOutcome.HandedOver(FORGED, FORGED, 1),
                new DeliveryOutcome.Pending(FORGED, FORGED, 1),
                new EnqueueResult.Refused(FORGED),
                new Settlement.Retry(Duration.ZERO, failure),
                new Settlement.Dead(failure),
                new DeadLetter(FORGED, event, FORGED, 1, FORGED, failure, 1, Instant.EPOCH, Instant.EPOCH),
                new VerdictSnapshot(FORGED, FORGED, false, false, false, false),
                FunctionResult.success(FORGED),
                FunctionResult.retry(cause),
                FunctionResult.permanentFailure(cause),
                new InvalidEventException(event, violations).getMessage(),
                new InvalidSubscriptionException(subscription, violations).getMessage(),
                new MalformedJsonException(FORGED, 1, 1, FORGED).getMessage(),
                new UnknownFunctionException(FORGED).getMessage(),
                new HopLimitException(1, FORGED).getMessage(),
                new NotFoundException("subscription", FORGED).getMessage(),
                new AlreadyExistsException("subscription", FORGED).getMessage(),
                new ConflictException("subscription", FORGED, 1, 2).getMessage(),
                new ClosedException(FORGED).getMessage(),
                new OverloadedException(FORGED).getMessage(),
                new NotReadyException(FORGED, null).getMessage(),
                messageOf(() -> CloudEvent.builder("a")
                        .extensions(Map.of(FORGED, new Object()))
                        .build()),
                messageOf(() -> CloudEvent.fromMap(Map.of("extensions", Map.of(new StringBuilder(FORGED), 1)))),
                messageOf(() -> CloudEvent.fromMap(Map.of("event-time", FORGED))),
                messageOf(() -> Subscription.fromMap(Map.of("expiresAt", FORGED))),
                messageOf(() -> Subscription.fromMap(Map.of("tags", Map.of(FORGED, 1)))));
    }

    private static String messageOf(ThrowingCallable refused) {
        return catchThrowable(refused).getMessage();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void text_fromOutside_isEscaped(Object text) {
        assertThat(text.toString()).doesNotContainPattern("[\\p{Cc}\\u2028]");
    }
}
