package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;

public record PatternMatch(boolean eventTypeMatches, boolean sourceTypeMatches) {
    public static PatternMatch of(Subscription s, String sourceType, String eventType) {
        return new PatternMatch(part(s.eventType(), eventType), part(s.sourceType(), sourceType));
    }

    static boolean part(String p, String t) {
        return p.equals("*") || m(p.split("\\.", -1), 0, t.split("\\.", -1), 0);
    }

    private static boolean m(String[] p, int i, String[] t, int j) {
        if (i == p.length) return j == t.length;
        if (p[i].equals("#")) return m(p, i + 1, t, j) || j < t.length && m(p, i, t, j + 1);
        return j < t.length && (p[i].equals("*") || p[i].equals(t[j])) && m(p, i + 1, t, j + 1);
    }
}
