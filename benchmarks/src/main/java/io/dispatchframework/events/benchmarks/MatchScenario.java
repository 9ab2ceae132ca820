package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.subscription.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Subscriptions and events by the number, the same ones for each that is measured. */
public final class MatchScenario {

    /** What kinds of patterns the subscriptions have. */
    public enum Mix {
        /** Exact names only. */
        EXACT,
        /** One in ten to all events of a source, one in ten with {@code *} words, one in ten with {@code #}. */
        MIXED
    }

    /** How events come. */
    public enum Traffic {
        /** A thousand routes, by Zipf's law: the first is a thousand times as frequent as the last. */
        HOT,
        /** More routes than any cache holds, each as rare as the others. */
        COLD,
        /** The same, and the strings have just been made, as those of an event that was read: nobody has hashed them yet. */
        NEW
    }

    /** An event's route; {@code topic} is the key under which a map would have it. */
    record Event(String sourceType, String eventType, String topic) {

        /** Of new strings, as a parser would make them. */
        static Event of(String sourceType, String eventType) {
            return new Event(sourceType, eventType, sourceType + "." + eventType).copy();
        }

        /** Makes the strings anew; their hash codes are not computed yet. */
        Event copy() {
            return new Event(copyOf(sourceType), copyOf(eventType), copyOf(topic));
        }

        /** A copy by the constructor of String would take the hash code along. */
        private static String copyOf(String text) {
            return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
        }
    }

    private static final int HOT_ROUTES = 1_000;
    private static final int EVENTS = 1 << 17;
    private static final String[] ACTIONS = {"created", "updated", "deleted", "started", "stopped", "failed"};

    private final Mix mix;
    private final int size;

    MatchScenario(Mix mix, int size) {
        this.mix = mix;
        this.size = size;
    }

    int size() {
        return size;
    }

    List<Subscription> subscriptions() {
        List<Subscription> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(subscription(i, i + 1));
        }
        return all;
    }

    Subscription subscription(int i, long revision) {
        String source = "source" + i % 50;
        String exact = exactType(i);
        Subscription.Builder builder = Subscription.builder("subscription-" + i).functionName("function");
        if (mix == Mix.EXACT || i % 10 < 7) {
            builder.sourceType(source).eventType(exact);
        } else if (i % 10 == 7) {
            builder.sourceType("source-of-" + i);
        } else {
            builder.eventType(pattern(i));
        }
        return builder.build().withMetadata(Metadata.created(revision, Instant.EPOCH));
    }

    private static String exactType(int i) {
        return "area" + i % 100 + ".entity" + i + "." + ACTIONS[i % ACTIONS.length];
    }

    private static String pattern(int i) {
        boolean words = i % 10 == 8;
        return switch (i / 10 % 3) {
            case 0 -> words ? "area" + i % 100 + ".*.action" + i : "area" + i + ".#";
            case 1 -> words ? "*.entity" + i + ".created" : "area" + i % 100 + ".entity" + i + ".#";
            default -> words ? "area" + i % 100 + ".entity" + i + ".*" : "#.action" + i;
        };
    }

    /** An event that the subscription matches. */
    private Event eventFor(int i) {
        Subscription subscription = subscription(i, i + 1);
        String source = subscription.sourceType().equals("*") ? "source" + i % 50 : subscription.sourceType();
        String type = subscription.eventType().equals("*") ? exactType(i) : subscription.eventType();
        return Event.of(source, type.replace("*", "middle").replace("#", "more.words"));
    }

    /** One event for each subscription, in their order. */
    List<Event> all() {
        List<Event> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(eventFor(i));
        }
        return all;
    }

    Event[] events(Traffic traffic) {
        SplittableRandom random = new SplittableRandom(42);
        Event[] events = new Event[EVENTS];
        if (traffic != Traffic.HOT) {
            for (int i = 0; i < EVENTS; i++) {
                Event event = eventFor(random.nextInt(size));
                // A part that nobody has seen, where the patterns leave one free.
                events[i] = Event.of(
                        event.sourceType,
                        event.eventType.replace("middle", "m" + i).replace("words", "w" + i));
            }
            return events;
        }
        int routes = Math.min(HOT_ROUTES, size);
        Event[] hot = new Event[routes];
        double[] upTo = new double[routes];
        double sum = 0;
        for (int i = 0; i < routes; i++) {
            hot[i] = eventFor((int) ((long) i * size / routes));
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        for (int i = 0; i < EVENTS; i++) {
            int at = java.util.Arrays.binarySearch(upTo, random.nextDouble(sum));
            events[i] = hot[at < 0 ? Math.min(-1 - at, routes - 1) : at];
        }
        return events;
    }
}
