package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.store.NotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands letters back to the engine, one at a time, and takes them out of their store once they are there. */
final class StoredDeadLetters implements DeadLetters {

    private static final int PAGE = 1_000;

    private final DeadLetterStore store;
    private final Function<DeadLetter, @Nullable Emission> again;

    /**
     * The ids of the letters that are on their way back, so that nobody else takes one between the two steps. No lock: who
     * hands one back may wait for room, and a function that redrives must not wait for him.
     */
    private final Set<String> redriving = ConcurrentHashMap.newKeySet();

    /** {@code again} emits the delivery once more, {@code null} if its subscription is gone. */
    StoredDeadLetters(DeadLetterStore store, Function<DeadLetter, @Nullable Emission> again) {
        this.store = store;
        this.again = again;
    }

    @Override
    public List<DeadLetter> list() {
        // By id: where the last letter of a page leaves, the pages begin anew.
        Map<String, DeadLetter> all = new LinkedHashMap<>();
        List<DeadLetter> page = store.list(null, PAGE);
        while (page.size() == PAGE) {
            page.forEach(letter -> all.putIfAbsent(letter.id(), letter));
            page = store.list(page.get(PAGE - 1).id(), PAGE);
        }
        page.forEach(letter -> all.putIfAbsent(letter.id(), letter));
        return List.copyOf(all.values());
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return store.find(Objects.requireNonNull(id, "id"));
    }

    @Override
    public Emission redrive(String id) {
        if (!redriving.add(Objects.requireNonNull(id, "id"))) {
            throw new NotFoundException("dead letter", id); // it is on its way back already
        }
        try {
            DeadLetter letter = find(id).orElseThrow(() -> new NotFoundException("dead letter", id));
            Emission emission = handBack(letter);
            if (emission == null) {
                throw new NotFoundException("subscription", letter.subscriptionName());
            }
            return emission;
        } finally {
            redriving.remove(id);
        }
    }

    @Override
    public List<Emission> redriveAll(Predicate<DeadLetter> which) {
        Objects.requireNonNull(which, "which");
        List<Emission> emissions = new ArrayList<>();
        for (DeadLetter letter : list()) {
            if (which.test(letter)) {
                Emission emission = redriveIfThere(letter);
                if (emission != null) {
                    emissions.add(emission);
                }
            }
        }
        return List.copyOf(emissions);
    }

    /** Redrives a letter, unless somebody else has redriven or discarded it meanwhile, or is about to. */
    private @Nullable Emission redriveIfThere(DeadLetter letter) {
        if (!redriving.add(letter.id())) {
            return null;
        }
        try {
            return store.find(letter.id()).equals(Optional.of(letter)) ? handBack(letter) : null;
        } finally {
            redriving.remove(letter.id());
        }
    }

    private @Nullable Emission handBack(DeadLetter letter) {
        Emission emission = again.apply(letter);
        if (emission != null && emission.accepted().join() instanceof EnqueueResult.Accepted) {
            store.remove(letter);
        }
        return emission;
    }

    @Override
    public boolean discard(String id) {
        Optional<DeadLetter> letter = find(id);
        return letter.isPresent() && store.remove(letter.get());
    }

    @Override
    public int discardAll(Predicate<DeadLetter> which) {
        Objects.requireNonNull(which, "which");
        int discarded = 0;
        for (DeadLetter letter : list()) {
            if (which.test(letter) && store.remove(letter)) {
                discarded++;
            }
        }
        return discarded;
    }
}
