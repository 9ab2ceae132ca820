package io.dispatchframework.events.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryOutcomeTest {

    private static final Failure FAILURE = new Failure("broken", new IllegalStateException());

    private static final DeliveryOutcome DONE = new DeliveryOutcome.Done("s", "f", 1, "value");
    private static final DeliveryOutcome DEAD = new DeliveryOutcome.Dead("s", "f", 3, FAILURE);
    private static final DeliveryOutcome PENDING = new DeliveryOutcome.Pending("s", "f", 0);

    @Test
    void valueAs_givesTheValueOfASuccess() {
        assertThat(DONE.valueAs(String.class)).contains("value");
        assertThat(DONE.valueAs(CharSequence.class)).contains("value");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> DONE.valueAs(Integer.class))
                .withMessage("the value of s -> f done is a java.lang.String, not a java.lang.Integer");
    }

    @Test
    void valueAs_withoutAValue_isEmpty() {
        assertThat(new DeliveryOutcome.Done("s", "f", 1, null).valueAs(String.class))
                .isEmpty();
        assertThat(DEAD.valueAs(String.class)).isEmpty();
        assertThat(PENDING.valueAs(String.class)).isEmpty();
    }

    @Test
    void toString_ofAValueThatCannotBeDescribed_namesItsClass() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("broken");
            }
        };

        assertThat(DONE).hasToString("s -> f done: value");
        assertThat(new DeliveryOutcome.Done("s", "f", 1, broken))
                .hasToString("s -> f done: a " + broken.getClass().getName());
        List<Object> endless = new ArrayList<>();
        endless.add(List.of(endless));
        assertThat(new DeliveryOutcome.Done("s", "f", 1, endless)).hasToString("s -> f done: a java.util.ArrayList");
    }

    @Test
    void whyNotDone_tellsWhatIsKnown() {
        assertThat(DEAD.whyNotDone()).contains(FAILURE);
        assertThat(List.of(
                        new DeliveryOutcome.Refused("s", "f", 0, "full"),
                        new DeliveryOutcome.Cancelled("s", "f", 0, "full"),
                        new DeliveryOutcome.Skipped("s", "f", 0, "full")))
                .allSatisfy(outcome -> assertThat(outcome.whyNotDone()).contains(new Failure("full", null)));
        assertThat(List.of(DONE, PENDING, new DeliveryOutcome.HandedOver("s", "f", 1)))
                .allSatisfy(outcome -> assertThat(outcome.whyNotDone()).isEmpty());
    }
}
