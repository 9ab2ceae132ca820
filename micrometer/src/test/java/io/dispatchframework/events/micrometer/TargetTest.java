package io.dispatchframework.events.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetTest {

    @Test
    void of_tellsPairsApartUpToTheBound() {
        Target.Bounds bounds = new Target.Bounds(2);

        assertThat(bounds.of("f", "one")).isEqualTo(new Target("f", "one"));
        assertThat(bounds.of("g", "two")).isEqualTo(new Target("g", "two"));
        assertThat(bounds.of("f", "three")).isEqualTo(new Target("f", "other"));
        assertThat(bounds.of("g", "three")).isEqualTo(new Target("g", "other"));
        assertThat(bounds.of("h", "three")).isEqualTo(new Target("other", "other"));
        assertThat(bounds.of("f", "one")).as("known before").isEqualTo(new Target("f", "one"));
    }

    @Test
    void of_givesNoMoreThanTwiceTheBoundAndOne() {
        Target.Bounds bounds = new Target.Bounds();
        Set<Target> all = new HashSet<>();

        for (int i = 0; i < 5_000; i++) {
            all.add(bounds.of("f" + i, "s" + i));
            all.add(bounds.of("f" + (i * 7) % 5_000, "s" + i));
        }

        assertThat(all).hasSize(2_001);
        assertThat(all.stream().map(Target::subscription).distinct()).hasSizeLessThanOrEqualTo(1_001);
    }
}
