package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScanTurnsTest {

    private final ScanTurns turns = new ScanTurns();

    @Test
    void isNext_nothingDeclined_isAlwaysTheScanner() {
        assertThat(IntStream.range(0, 100)).allMatch(event -> turns.isNext());
    }

    @Test
    void isNext_declined_leavesTheNextOnesToTheStrictReader_andNoMore() {
        assertThat(turns.isNext()).isTrue();
        turns.declined();

        assertThat(IntStream.range(0, ScanTurns.EVENTS_BEFORE_RETRY)).noneMatch(event -> turns.isNext());
        assertThat(turns.isNext()).isTrue();
    }
}
