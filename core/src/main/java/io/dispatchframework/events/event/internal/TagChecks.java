package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.internal.Text;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The checks of tags, which the tables of all kinds of resource share. */
public final class TagChecks {

    /** How many tags a resource may have. */
    public static final int MOST_TAGS = 64;

    /** The longest key of a tag, in characters. */
    public static final int LONGEST_TAG_KEY = 128;

    /** The longest value of a tag, in characters. */
    public static final int LONGEST_TAG_VALUE = 256;

    private TagChecks() {}

    /** There must not be too many. */
    public static Check<Map<String, String>> few() {
        return new FewTags();
    }

    /** No key must be empty. */
    public static Check<Map<String, String>> noEmptyKey() {
        return new NoEmptyKey();
    }

    /** Keys must be short, and fit to be shown on one line. */
    public static Check<Map<String, String>> keys() {
        return new TagTexts("a key", LONGEST_TAG_KEY, Map.Entry::getKey);
    }

    /** Values must be short, and fit to be shown on one line. */
    public static Check<Map<String, String>> values() {
        return new TagTexts("a value", LONGEST_TAG_VALUE, Map.Entry::getValue);
    }

    private record FewTags() implements Check<Map<String, String>> {

        @Override
        public boolean holds(Map<String, String> tags) {
            return tags.size() <= MOST_TAGS;
        }

        @Override
        public String fault(String attribute, Map<String, String> tags) {
            return attribute + " must be at most " + MOST_TAGS + ", were " + tags.size();
        }
    }

    private record NoEmptyKey() implements Check<Map<String, String>> {

        @Override
        public boolean holds(Map<String, String> tags) {
            return !tags.containsKey("");
        }

        @Override
        public String fault(String attribute, Map<String, String> tags) {
            return attribute + " must have no empty key";
        }
    }

    /** All keys, or all values; the fault is about the first one that is wrong. */
    private record TagTexts(String what, int longest, Function<Map.Entry<String, String>, String> text)
            implements Check<Map<String, String>> {

        private Map.@Nullable Entry<String, String> firstWrong(Map<String, String> tags) {
            if (tags.isEmpty()) {
                return null; // the usual case, without an iterator
            }
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                String value = text.apply(tag);
                if (Checks.isLonger(value, longest) || Checks.indexOfUnplain(value) >= 0) {
                    return tag;
                }
            }
            return null;
        }

        @Override
        public boolean holds(Map<String, String> tags) {
            return firstWrong(tags) == null;
        }

        @Override
        public String fault(String attribute, Map<String, String> tags) {
            Map.Entry<String, String> wrong = firstWrong(tags);
            if (wrong == null) {
                throw new IllegalArgumentException(attribute + " have no fault");
            }
            String value = text.apply(wrong);
            String about = attribute + " has " + what + " under " + Text.quote(wrong.getKey()) + " that ";
            return Checks.isLonger(value, longest)
                    ? about + "must be at most " + longest + " characters, was "
                            + value.codePointCount(0, value.length())
                    : about + "must have no control characters, line separators or unpaired surrogates, has "
                            + Checks.quoteAt(value, Checks.indexOfUnplain(value));
        }
    }
}
