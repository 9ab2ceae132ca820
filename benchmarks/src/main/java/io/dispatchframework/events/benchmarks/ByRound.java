package io.dispatchframework.events.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A quantity as each round saw it.
 *
 * <p>No two JVMs compile the same, and the machine may change its pace from one round to the next. So two quantities are
 * related to each other within each round, and only what comes of that is looked at across rounds.
 *
 * @param rounds what was seen, by the round's name
 */
record ByRound(Map<String, Estimate> rounds) {

    /** Divides, in each round that has both. */
    ByRound over(ByRound other) {
        Map<String, Estimate> related = new LinkedHashMap<>();
        rounds.forEach((round, mine) -> {
            Estimate its = other.rounds.get(round);
            if (its != null) {
                related.put(round, mine.over(its));
            }
        });
        return new ByRound(related);
    }

    /** Returns the median over the rounds; a single round is taken as it saw itself, and none has nothing to say. */
    Optional<Estimate> median() {
        if (rounds.size() < 2) {
            return rounds.values().stream().findFirst();
        }
        return Optional.of(
                Estimate.median(rounds.values().stream().map(Estimate::value).toList()));
    }
}
