package io.dispatchframework.events.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who stands in line behind whom.
 *
 * <p>A lane is there as long as a delivery of it is: its first is in the dispatcher's hands, and the lane holds the others.
 * Each lane changes under the lock of its own entry in the map.
 */
final class Lanes {

    private final ConcurrentHashMap<String, ArrayDeque<Waiting>> waiting = new ConcurrentHashMap<>();

    /** A delivery that has its turn when those before it have ended. */
    record Waiting(Delivery delivery, int number, @Nullable Failure takenAlong) {}

    /** Puts a delivery into line; returns whether it is the first, whose turn it is. */
    boolean join(String lane, Delivery delivery, int number) {
        boolean[] first = new boolean[1];
        waiting.compute(lane, (name, line) -> {
            if (line == null) {
                first[0] = true;
                return new ArrayDeque<>(1);
            }
            line.add(new Waiting(delivery, number, null));
            return line;
        });
        return first[0];
    }

    /**
     * Ends the turn of the first, and hands on the next before anybody can miss it in its lane; it must not wait there.
     * Returns {@code false} if there is none, which closes the lane.
     */
    boolean next(String lane, Consumer<Waiting> handOn) {
        return null
                != waiting.computeIfPresent(lane, (name, line) -> {
                    Waiting next = line.poll();
                    if (next == null) {
                        return null;
                    }
                    handOn.accept(next);
                    return line;
                });
    }

    /** Lets all that stand in line now be taken along by the failure of the first. */
    void takeAlong(String lane, Failure why) {
        waiting.computeIfPresent(lane, (name, line) -> {
            ArrayDeque<Waiting> taken = new ArrayDeque<>(line.size());
            line.forEach(each -> taken.add(new Waiting(each.delivery, each.number, why)));
            return taken;
        });
    }

    /** Returns all that stand in line, and closes the lanes. */
    List<Delivery> clear() {
        List<Delivery> left = new ArrayList<>();
        for (String lane : waiting.keySet()) {
            waiting.computeIfPresent(lane, (name, line) -> {
                line.forEach(each -> left.add(each.delivery));
                return null;
            });
        }
        return left;
    }
}
