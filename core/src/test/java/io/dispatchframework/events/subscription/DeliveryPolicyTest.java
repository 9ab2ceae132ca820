package io.dispatchframework.events.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.subscription.DeliveryPolicy.WhenFailed;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryPolicyTest {

    /** One for each field, with a value that is not the default. */
    static List<UnaryOperator<DeliveryPolicy.Builder>> fields() {
        return List.of(
                policy -> policy.maxAttempts(7),
                policy -> policy.backoff(Duration.ofSeconds(1)),
                policy -> policy.maxBackoff(Duration.ofMinutes(1)),
                policy -> policy.timeout(Duration.ofSeconds(2)),
                policy -> policy.maxAtOnce(3),
                policy -> policy.maxPerSecond(0.5),
                policy -> policy.order(Order.bySource()),
                policy -> policy.whenFailed(WhenFailed.SKIP),
                policy -> policy.whenPaused(WhenPaused.SKIP),
                policy -> policy.maxHeld(5));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void over_oneField_isTakenFromThePolicy_andTheOthersFromTheFallback(UnaryOperator<DeliveryPolicy.Builder> field) {
        DeliveryPolicy own = field.apply(DeliveryPolicy.builder()).build();
        DeliveryPolicy defaults = DeliveryPolicy.defaults();

        assertThat(own.over(defaults))
                .isEqualTo(field.apply(defaults.toBuilder()).build())
                .isNotEqualTo(defaults);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void equals_oneFieldDiffers_isAnother(UnaryOperator<DeliveryPolicy.Builder> field) {
        DeliveryPolicy own = field.apply(DeliveryPolicy.builder()).build();

        assertThat(own)
                .isNotEqualTo(DeliveryPolicy.inherit())
                .isEqualTo(own.toBuilder().build())
                .hasSameHashCodeAs(own.toBuilder().build());
    }

    @Test
    void over_nothingSaid_isTheFallbackItself() {
        assertThat(DeliveryPolicy.builder().maxHeld(null).build()).isSameAs(DeliveryPolicy.inherit());
        assertThat(DeliveryPolicy.inherit().over(DeliveryPolicy.defaults())).isSameAs(DeliveryPolicy.defaults());
    }

    @Test
    void over_backoffAboveTheInheritedBound_isItsOwnBound() {
        DeliveryPolicy own =
                DeliveryPolicy.builder().backoff(Duration.ofHours(1)).build();

        assertThat(own.over(DeliveryPolicy.defaults()).maxBackoff()).isEqualTo(Duration.ofHours(1));
        assertThat(own.toBuilder()
                        .maxBackoff(Duration.ofMinutes(1))
                        .build()
                        .over(DeliveryPolicy.defaults())
                        .maxBackoff())
                .isEqualTo(Duration.ofMinutes(1));
    }
}
