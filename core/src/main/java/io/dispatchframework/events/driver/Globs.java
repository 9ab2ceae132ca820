package io.dispatchframework.events.driver;

import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Text;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Patterns for files, in settings. */
final class Globs {

    private Globs() {}

    /** Returns what matches whole paths. */
    static PathMatcher paths(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    /** Returns what matches paths by their last names. */
    static PathMatcher names(String pattern) {
        PathMatcher matcher = paths(pattern);
        return path -> path.getFileName() != null && matcher.matches(path.getFileName());
    }

    /** Says what is wrong with the pattern in a setting, if anything. */
    static Optional<Violation> violation(String setting, String pattern) {
        try {
            paths(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException malformed) {
            return Optional.of(new Violation(
                    "settings." + setting,
                    "settings." + setting + " must be a glob pattern, was " + Text.quote(pattern) + ": "
                            + Text.escape(malformed.getDescription())));
        }
    }
}
