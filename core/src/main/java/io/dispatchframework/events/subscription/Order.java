package io.dispatchframework.events.subscription;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.internal.Text;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key by which the deliveries of a subscription are ordered: those with the same key are attempted one at a time, in
 * the order of emission.
 *
 * <p>Plain data with a text form, as it appears in JSON: {@code unordered}, {@code source}, {@code event-type} or
 * {@code extension:} and a name. Immutable, and safe to share between threads.
 *
 * @since 0.1
 */
public final class Order {

    static final String WHAT_IT_MUST_BE = "must be unordered, source, event-type, or extension: and a name";

    private static final String EXTENSION = "extension:";
    private static final Order UNORDERED = new Order(By.NOTHING, "unordered");
    private static final Order SOURCE = new Order(By.SOURCE, "source");
    private static final Order EVENT_TYPE = new Order(By.EVENT_TYPE, "event-type");

    private enum By {
        NOTHING,
        SOURCE,
        EVENT_TYPE,
        EXTENSION
    }

    private final By by;
    private final String text;

    private Order(By by, String text) {
        this.by = by;
        this.text = text;
    }

    /**
     * Returns no order: deliveries are attempted as soon as there is a thread.
     *
     * @return the order {@code unordered}
     */
    public static Order unordered() {
        return UNORDERED;
    }

    /**
     * Returns the order by source: the namespace, source type and source id together are the key.
     *
     * @return the order {@code source}
     */
    public static Order bySource() {
        return SOURCE;
    }

    /**
     * Returns the order by event type.
     *
     * @return the order {@code event-type}
     */
    public static Order byEventType() {
        return EVENT_TYPE;
    }

    /**
     * Returns the order by the value of an extension, as text; an event without it has no key and so no order.
     *
     * @param name the extension's name, not empty
     * @return the order {@code extension:} and the name
     * @throws IllegalArgumentException if the name is empty
     */
    public static Order byExtension(String name) {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an order by an extension needs the extension's name");
        }
        return new Order(By.EXTENSION, EXTENSION + name);
    }

    /**
     * Reads the text form.
     *
     * @param text such as {@code source} or {@code extension:customer}
     * @return the order
     * @throws IllegalArgumentException if it is none
     */
    public static Order parse(String text) {
        Objects.requireNonNull(text, "text");
        return switch (text) {
            case "unordered" -> UNORDERED;
            case "source" -> SOURCE;
            case "event-type" -> EVENT_TYPE;
            default -> {
                if (text.startsWith(EXTENSION) && text.length() > EXTENSION.length()) {
                    yield new Order(By.EXTENSION, text);
                }
                throw new IllegalArgumentException("an order " + WHAT_IT_MUST_BE + ", was " + Text.quote(text));
            }
        };
    }

    /**
     * Tells whether there is any order.
     *
     * @param order the order, or {@code null}
     * @return {@code false} for {@code null} and for {@link #unordered()}
     */
    public static boolean isOrdered(@Nullable Order order) {
        return order != null && order.by != By.NOTHING;
    }

    /**
     * Finds an event's key.
     *
     * @param event the event
     * @return the key, {@code null} if this order puts the event into none
     */
    public @Nullable String keyOf(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        return switch (by) {
            case NOTHING -> null;
            // Behind their lengths, so that no two sources read the same.
            case SOURCE ->
                event.namespace().length() + ":" + event.sourceType().length() + ":" + event.namespace()
                        + event.sourceType() + event.sourceId();
            case EVENT_TYPE -> event.eventType();
            case EXTENSION -> {
                Object value = event.extensions().get(text.substring(EXTENSION.length()));
                yield value == null ? null : value.toString();
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Order that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the text form. */
    @Override
    public String toString() {
        return text;
    }
}
