package io.dispatchframework.events.subscription.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The routes that were asked for lately, in a fixed number of places.
 *
 * <p>A route is admitted when it is asked for a second time, so that a flood of types that never come again pushes
 * nothing out; among the {@value #WAYS} places that a route may have, the one that was not used lately is given away.
 * Texts that collide on purpose compete for those few places and do nothing else.
 *
 * <p>Nothing here decides what is right: what one thread writes over of another's is only asked for anew.
 */
final class RouteCache {

    private static final int WAYS = 4;
    private static final int PLACES = 4096;
    private static final int SIGHTS = 4 * PLACES;

    private final AtomicReferenceArray<@Nullable Route> routes = new AtomicReferenceArray<>(PLACES);
    /** Beside each route its hash, so that a look at the wrong route is rare. */
    private final int[] hashes = new int[PLACES];
    /** Hashes that were asked for once. */
    private final int[] sights = new int[SIGHTS];

    private final int key;

    RouteCache(int key) {
        this.key = key | 1;
    }

    /** Hashes by what strings remember of themselves: a route that is asked for often has been hashed long ago. */
    int hash(String sourceType, String eventType) {
        int hash = (eventType.hashCode() * 31 + sourceType.hashCode()) * key;
        return hash ^ (hash >>> 16);
    }

    @Nullable
    Route find(int hash, String sourceType, String eventType) {
        int start = start(hash);
        for (int i = start; i < start + WAYS; i++) {
            if (hashes[i] == hash) {
                Route route = routes.getAcquire(i);
                if (route != null && route.isFor(sourceType, eventType)) {
                    if (!route.used) {
                        route.used = true;
                    }
                    return route;
                }
            }
        }
        return null;
    }

    /** Tells whether the route has been asked for before, and remembers that it is now. */
    boolean isKnown(int hash) {
        int sight = (hash * 0x9E3779B9) >>> (32 - Integer.numberOfTrailingZeros(SIGHTS));
        boolean known = sights[sight] == hash;
        sights[sight] = hash;
        return known;
    }

    void put(int hash, Route route) {
        int at = place(hash, route);
        hashes[at] = hash;
        routes.setRelease(at, route);
    }

    private int place(int hash, Route route) {
        int start = start(hash);
        int unused = -1;
        for (int i = start; i < start + WAYS; i++) {
            Route there = routes.getAcquire(i);
            if (there == null || (hashes[i] == hash && there.isFor(route.sourceType, route.eventType))) {
                return i;
            }
            if (!there.used) {
                unused = i;
            }
        }
        if (unused >= 0) {
            return unused;
        }
        for (int i = start; i < start + WAYS; i++) {
            Route there = routes.getAcquire(i);
            if (there != null) {
                there.used = false;
            }
        }
        return start + (hash >>> 30);
    }

    private static int start(int hash) {
        return hash & (PLACES - WAYS);
    }
}
