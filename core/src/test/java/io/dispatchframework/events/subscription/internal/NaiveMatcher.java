package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import java.util.List;

/** The rules of matching, written down once more as plainly as can be, for comparison. */
final class NaiveMatcher {

    private NaiveMatcher() {}

    static boolean matches(Subscription subscription, String sourceType, String eventType) {
        return matches(subscription.sourceType(), sourceType) && matches(subscription.eventType(), eventType);
    }

    static boolean matches(String pattern, String text) {
        return pattern.equals("*") || matches(words(pattern), words(text));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\\.", -1));
    }

    private static boolean matches(List<String> pattern, List<String> text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        List<String> patternRest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("#")) {
            return matches(patternRest, text) || (!text.isEmpty() && matches(pattern, text.subList(1, text.size())));
        }
        return !text.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(text.get(0)))
                && matches(patternRest, text.subList(1, text.size()));
    }
}
