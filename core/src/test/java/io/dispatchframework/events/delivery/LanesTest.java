package io.dispatchframework.events.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes lanes = new Lanes();

    @Test
    void join_onlyTheFirstHasItsTurn() {
        assertThat(lanes.join(new LanePlace("a"))).isTrue();
        assertThat(lanes.join(new LanePlace("a"))).isFalse();
        assertThat(lanes.join(new LanePlace("b"))).isTrue();
    }

    @Test
    void next_ofTheLast_closesTheLane() {
        LanePlace only = new LanePlace("a");
        lanes.join(only);

        assertThat(lanes.next(only)).isNull();

        assertThat(lanes.size()).isZero();
        assertThat(lanes.join(new LanePlace("a"))).isTrue();
    }

    @Test
    void next_whileSomebodyTakesThePlaceBehind_leavesTheTurnToHim() {
        LanePlace ending = new LanePlace("a");
        LanePlace coming = new LanePlace("a");

        assertThat(ending.leaveUnlessFollowed()).isNull();

        assertThat(ending.append(coming)).isFalse();
        assertThat(ending.next()).isNull();
    }
}
