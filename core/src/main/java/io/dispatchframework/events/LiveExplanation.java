package io.dispatchframework.events;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import io.dispatchframework.events.subscription.internal.Match;
import io.dispatchframework.events.subscription.internal.PatternMatch;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Explains by the very parts that an emission uses. */
record LiveExplanation(CloudEvent event, EventValidator validator, SubscriptionIndex index, FunctionInvoker functions)
        implements Explanation {

    @Override
    public List<Violation> violations() {
        return validator.validate(event);
    }

    @Override
    public List<Verdict> matched() {
        Match matched = index.match(event.sourceType(), event.eventType());
        return IntStream.range(0, matched.size())
                .mapToObj(matched::get)
                .flatMap(this::verdict)
                .toList();
    }

    @Override
    public Optional<Verdict> subscription(String name) {
        return Stream.ofNullable(index.find(Objects.requireNonNull(name, "name")))
                .flatMap(this::verdict)
                .findFirst();
    }

    @Override
    public Stream<Verdict> stream() {
        return index.stream().flatMap(this::verdict);
    }

    private Stream<Verdict> verdict(IndexedSubscription indexed) {
        Subscription subscription = indexed.current();
        if (subscription == null) {
            return Stream.empty();
        }
        PatternMatch match = PatternMatch.of(subscription, event.sourceType(), event.eventType());
        return Stream.of(new VerdictSnapshot(
                subscription.name(),
                subscription.functionName(),
                match.eventType(),
                match.sourceType(),
                subscription.status() == Status.PAUSED,
                !functions.mayKnow(subscription.functionName())));
    }
}
