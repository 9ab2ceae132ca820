package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.ExtensionNames;
import io.dispatchframework.events.internal.Text;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules for extension attributes, and for {@code subject} among them, of events of version 1.0; those of 0.1 may be
 * anything. Each violation has the name of the extension that it is about.
 */
public final class V1Extensions implements Check<CloudEvent> {

    private static final String SUBJECT = "subject";

    private static final Check<String> TEXT_LENGTH = Checks.atMost(CloudEventsRules.LONGEST_TEXT);
    private static final Check<String> TEXT_CHARACTERS = CloudEventsRules.string();

    /** What the specification keeps for itself, and is no extension of the model's: {@code subject} is one. */
    private static final Set<String> TAKEN =
            Set.of("id", "source", "specversion", "type", "time", "datacontenttype", "dataschema", "data");

    V1Extensions() {}

    /** Tells whether an event is of a version whose extensions have rules. */
    public static boolean areRuled(CloudEvent event) {
        return AttributeNames.areOfV1(event);
    }

    /** Tells whether an extension may have the value. */
    public static boolean isValue(Object value) {
        return valueFault("", value) == null;
    }

    /** Walks by {@code forEach}, which allocates nothing, where an iterator makes an object for each entry. */
    @Override
    public boolean holds(CloudEvent event) {
        if (!event.hasExtensions() || !areRuled(event)) {
            return true;
        }
        try {
            event.extensions().forEach(V1Extensions::requireGood);
            return true;
        } catch (Refused refused) {
            return false;
        }
    }

    private static void requireGood(String name, @Nullable Object value) {
        if (!isName(name) || TAKEN.contains(name) || valueFault(name, value) != null) {
            throw new Refused();
        }
    }

    @Override
    public String fault(String attribute, CloudEvent event) {
        return violations(attribute, event).stream().map(Violation::message).collect(Collectors.joining("; "));
    }

    @Override
    public List<Violation> violations(String attribute, CloudEvent event) {
        List<Violation> violations = new ArrayList<>();
        for (Map.Entry<String, ? extends @Nullable Object> extension :
                event.extensions().entrySet()) {
            String name = extension.getKey();
            String shown = isName(name) ? name : Text.quote(name);
            String nameFault = nameFault(name);
            if (nameFault != null) {
                violations.add(new Violation(name, shown + nameFault));
            }
            String valueFault = valueFault(name, extension.getValue());
            if (valueFault != null) {
                violations.add(new Violation(name, shown + valueFault));
            }
        }
        return violations;
    }

    private static boolean isName(String name) {
        return name.length() <= ExtensionNames.LONGEST && ExtensionNames.isName(name);
    }

    private static @Nullable String nameFault(String name) {
        if (TAKEN.contains(name)) {
            return " is kept by CloudEvents 1.0 and cannot be the name of an extension";
        }
        int wrong = ExtensionNames.indexOfDisallowed(name);
        if (wrong >= 0) {
            return " must be named with the characters a-z and 0-9 alone, has " + Checks.quoteAt(name, wrong);
        }
        return isName(name)
                ? null
                : " must be named with 1 to " + ExtensionNames.LONGEST + " characters, has " + name.length();
    }

    /** Puts what is wrong together from texts that are there already, unless something is. */
    private static @Nullable String valueFault(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return textFault(name, text);
        }
        if (name.equals(SUBJECT)) {
            return " must be text, was " + describe(value);
        }
        return value instanceof Boolean || isInteger(value)
                ? null
                : " must be text, a boolean or a whole number of 32 bits, was " + describe(value);
    }

    private static @Nullable String textFault(String name, String text) {
        if (text.isEmpty()) {
            return name.equals(SUBJECT) ? " must not be empty where it is given" : null;
        }
        if (!TEXT_LENGTH.holds(text)) {
            return TEXT_LENGTH.fault("", text);
        }
        return TEXT_CHARACTERS.holds(text) ? null : TEXT_CHARACTERS.fault("", text);
    }

    private static boolean isInteger(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return true;
        }
        if (value instanceof Long number) {
            return number == number.intValue();
        }
        return value instanceof BigInteger number && number.bitLength() < Integer.SIZE;
    }

    private static String describe(@Nullable Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "a list";
        }
        return Text.quote(value == null ? null : value.toString());
    }

    /** Ends the walk over a map, which has no other end; without a stack, so that it costs little. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Refused() {
            super(null, null, false, false);
        }
    }
}
