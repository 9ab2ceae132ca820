package io.dispatchframework.events.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void builder_subscribesToEverythingUnlessToldOtherwise() {
        Subscription subscription = Subscription.builder("s").functionName("f").build();

        assertThat(subscription.eventType()).isEqualTo("*");
        assertThat(subscription.sourceType()).isEqualTo("*");
        assertThat(subscription.status()).isEqualTo(Status.READY);
        assertThat(subscription.policy()).isSameAs(DeliveryPolicy.inherit());
        assertThat(subscription.metadata().isStored()).isFalse();
        assertThat(subscription.expiresAt()).isNull();
    }

    @Test
    void builder_withoutAName_makesUpOneThatIsReadable() {
        assertThat(Subscription.builder().build().name()).matches("[a-z]+-[a-z]+-[0-9]{6}");
    }

    @Test
    void map_holdsEverything() {
        Subscription subscription = Subscription.builder("s")
                .eventType("user.#")
                .sourceType("vcenter")
                .functionName("f")
                .tag("team", "a")
                .status(Status.PAUSED)
                .policy(DeliveryPolicy.builder()
                        .maxAttempts(5)
                        .backoff(Duration.ofMillis(1500))
                        .maxBackoff(Duration.ofMinutes(1))
                        .whenPaused(WhenPaused.SKIP)
                        .maxHeld(7)
                        .build())
                .expiresAt(LATER)
                .build()
                .withMetadata(new Metadata(3, 4, Instant.EPOCH, LATER));

        assertThat(Subscription.fromMap(subscription.toMap())).isEqualTo(subscription);
        assertThat(subscription.toMap())
                .containsEntry("subscriptionName", "s")
                .containsEntry("expiresAt", "2030-01-01T00:00:00Z")
                .containsEntry(
                        "policy",
                        Map.of(
                                "maxAttempts",
                                5,
                                "backoff",
                                "PT1.5S",
                                "maxBackoff",
                                "PT1M",
                                "whenPaused",
                                "SKIP",
                                "maxHeld",
                                7));
    }

    @Test
    void fromMap_withWrongTypes_namesTheMember() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.fromMap(Map.of("eventType", 7)))
                .withMessageContaining("eventType must be text, was '7'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.fromMap(Map.of("policy", Map.of("backoff", "soon"))))
                .withMessageContaining("policy.backoff must be an ISO-8601");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.fromMap(Map.of("policy", Map.of("maxAttempts", 3_000_000_000L))))
                .withMessageContaining("policy.maxAttempts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.fromMap(Map.of("status", "ASLEEP")))
                .withMessageContaining("[READY, PAUSED]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.fromMap(Map.of("status", "A\nforged log line" + "x".repeat(100_000))))
                .satisfies(fault ->
                        assertThat(fault.getMessage()).hasSizeLessThan(400).doesNotContain("\n"));
    }

    @Test
    void map_hasEveryInstant() {
        for (Instant instant : List.of(Instant.MIN, Instant.EPOCH, Instant.MAX)) {
            Subscription leased = Subscription.builder("s").expiresAt(instant).build();

            assertThat(Subscription.fromMap(leased.toMap())).isEqualTo(leased);
        }
    }

    @Test
    void isExpired_fromTheInstantOn() {
        Subscription leased = Subscription.builder("s").expiresAt(LATER).build();

        assertThat(leased.isExpired(LATER.minusNanos(1))).isFalse();
        assertThat(leased.isExpired(LATER)).isTrue();
        assertThat(Subscription.builder("s").build().isExpired(Instant.MAX)).isFalse();
    }

    @Test
    void over_fillsInFieldByField() {
        DeliveryPolicy own = DeliveryPolicy.builder().maxAttempts(9).build();

        DeliveryPolicy merged = own.over(DeliveryPolicy.defaults());

        assertThat(merged)
                .isEqualTo(DeliveryPolicy.defaults().toBuilder().maxAttempts(9).build());
        assertThat(DeliveryPolicy.inherit().over(merged)).isSameAs(merged);
    }
}
