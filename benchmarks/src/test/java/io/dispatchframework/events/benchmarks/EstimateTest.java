package io.dispatchframework.events.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {

    @Test
    void median_manyValues_hasTheIntervalOfTheMedian() {
        List<Double> seen =
                DoubleStream.of(4, 1, 3, 2, 5, 6, 8, 9, 7, 10, 11, 12).boxed().toList();

        assertThat(Estimate.median(seen)).isEqualTo(new Estimate(6.5, 3, 10)); // the third and the tenth: 96.1 %
    }

    @Test
    void median_fewValues_hasTheirRange() {
        assertThat(Estimate.median(List.of(3.0, 1.0, 8.0))).isEqualTo(new Estimate(3, 1, 8));
    }

    @Test
    void median_anInterruption_doesNotMoveIt() {
        List<Double> seen =
                DoubleStream.of(20, 21, 20, 5000, 20, 19, 20, 21, 20).boxed().toList();

        assertThat(Estimate.median(seen)).isEqualTo(new Estimate(20, 20, 21));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "5, 0", "8, 0", "9, 1", "10, 1", "16, 3", "20, 5", "60, 21"})
    void placesOutside_leaveTheMedianInsideAt95Percent(int samples, int places) {
        assertThat(Estimate.placesOutside(samples)).isEqualTo(places);
    }

    @Test
    void over_twoIntervals_reachesAsFarAsBothAllow() {
        assertThat(new Estimate(20, 18, 24).over(new Estimate(10, 8, 12))).isEqualTo(new Estimate(2, 1.5, 3));
    }

    @Test
    void margin_littleUncertainty_isNotWorthSaying() {
        assertThat(new Estimate(100, 96, 104).margin()).isEmpty();
        assertThat(new Estimate(100, 96, 112).margin()).isEqualTo(" ±12 %");
    }
}
