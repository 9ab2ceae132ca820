package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.time.TimeSource;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

public final class SubscriptionIndex {
    final ConcurrentSkipListMap<String, IndexedSubscription> all = new ConcurrentSkipListMap<>();
    final TimeSource time;

    public SubscriptionIndex(TimeSource time) {
        this.time = time;
    }

    public synchronized void put(Subscription s) {
        IndexedSubscription i = all.get(s.name());
        if (i == null) all.put(s.name(), new IndexedSubscription(s));
        else if (i.current.metadata().revision() < s.metadata().revision()) i.current = s;
    }

    public synchronized void remove(String name, long revision) {
        IndexedSubscription i = all.remove(name);
        if (i != null) i.current = null;
    }

    public @Nullable IndexedSubscription find(String name) {
        return all.get(name);
    }

    public Stream<IndexedSubscription> stream() {
        return all.values().stream();
    }

    public IndexedSubscription[] match(String sourceType, String eventType) {
        return stream()
                .filter(i -> {
                    Subscription s = i.current;
                    if (s == null || s.isExpired(time.now())) return false;
                    PatternMatch m = PatternMatch.of(s, sourceType, eventType);
                    return m.eventTypeMatches() && m.sourceTypeMatches();
                })
                .toArray(IndexedSubscription[]::new);
    }

    public ResourceWatcher<Subscription> watcher() {
        return new ResourceWatcher<>() {
            public void stored(Subscription r) {
                put(r);
            }

            public void removed(String name, long revision, Removal removal) {
                remove(name, revision);
            }

            public void ready(long revision) {}

            public void resync() {}
        };
    }
}
