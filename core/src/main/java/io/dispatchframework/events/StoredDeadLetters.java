package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.store.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands letters back to the engine, one at a time, and takes them out of their store once they are there. */
final class StoredDeadLetters implements DeadLetters {

    private static final int PAGE = 1_000;

    private final DeadLetterStore store;
    private final Function<DeadLetter, @Nullable Emission> again;
    private final ReentrantLock redriving = new ReentrantLock();

    /** {@code again} emits the delivery once more, {@code null} if its subscription is gone. */
    StoredDeadLetters(DeadLetterStore store, Function<DeadLetter, @Nullable Emission> again) {
        this.store = store;
        this.again = again;
    }

    @Override
    public List<DeadLetter> list() {
        List<DeadLetter> all = new ArrayList<>();
        List<DeadLetter> page = store.list(null, PAGE);
        while (page.size() == PAGE) {
            all.addAll(page);
            page = store.list(page.get(PAGE - 1).id(), PAGE);
        }
        all.addAll(page);
        return List.copyOf(all);
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return store.find(Objects.requireNonNull(id, "id"));
    }

    @Override
    public Emission redrive(String id) {
        redriving.lock();
        try {
            DeadLetter letter = find(id).orElseThrow(() -> new NotFoundException("dead letter", id));
            Emission emission = redrive(letter);
            if (emission == null) {
                throw new NotFoundException("subscription", letter.subscriptionName());
            }
            return emission;
        } finally {
            redriving.unlock();
        }
    }

    @Override
    public List<Emission> redriveAll(Predicate<DeadLetter> which) {
        Objects.requireNonNull(which, "which");
        List<Emission> emissions = new ArrayList<>();
        for (DeadLetter letter : list()) {
            if (which.test(letter)) {
                Emission emission = redrive(letter);
                if (emission != null) {
                    emissions.add(emission);
                }
            }
        }
        return List.copyOf(emissions);
    }

    private @Nullable Emission redrive(DeadLetter letter) {
        redriving.lock(); // so that nobody else finds the letter between the two steps
        try {
            if (!store.find(letter.id()).equals(Optional.of(letter))) {
                return null; // somebody else has redriven or discarded it meanwhile
            }
            Emission emission = again.apply(letter);
            if (emission != null && emission.accepted().join() instanceof EnqueueResult.Accepted) {
                store.remove(letter);
            }
            return emission;
        } finally {
            redriving.unlock();
        }
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
