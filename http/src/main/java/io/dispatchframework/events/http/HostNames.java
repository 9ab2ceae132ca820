package io.dispatchframework.events.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that a driver goes by; addresses are always fine.
 *
 * <p>A web page can have the name that it was loaded by resolve to this machine, and then counts as of the same origin.
 * Such a request has that name as its {@code Host}.
 */
final class HostNames {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(:[0-9]*)?");
    private static final Pattern LIST = Pattern.compile("\\s*+[\\w.-]++\\s*+(?:,\\s*+[\\w.-]++\\s*+)*+");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final Set<String> names;

    private HostNames(Set<String> names) {
        this.names = names;
    }

    /** Takes the name that is listened at, and others parted by commas. */
    static HostNames of(String listenedAt, String others) {
        Set<String> names = new HashSet<>();
        names.add("localhost");
        names.add(normal(listenedAt));
        names.addAll(listed(others));
        names.remove("");
        return new HostNames(names);
    }

    /** Tells whether a setting is names that are parted by commas, at least one; a port belongs to none. */
    static boolean areNames(String setting) {
        return LIST.matcher(setting).matches();
    }

    /** Returns names that are parted by commas, as {@link #normal} has them, of which some may be empty. */
    static Set<String> listed(String names) {
        Set<String> all = new HashSet<>();
        for (String name : names.split(",", -1)) {
            all.add(normal(name.strip()));
        }
        return all;
    }

    /** Returns a name as it can be compared. */
    static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Tells whether the value of a {@code Host} is an address or one of the names, on whatever port. */
    boolean contain(String host) {
        var parts = HOST.matcher(host.strip());
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1);
        return ADDRESS.matcher(name).matches() || names.contains(normal(name));
    }
}
