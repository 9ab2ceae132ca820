package io.dispatchframework.events.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CloudEvents 0.1 in JSON, as Dispatch had it. */
final class V01Format extends EventFormat<Attribute> {

    V01Format() {
        super(Attribute.class);
    }

    @Override
    @Nullable
    Attribute named(String name) {
        return Attribute.named(name);
    }

    @Override
    boolean othersAreExtensions() {
        return false;
    }

    @Override
    boolean isUsual(String extensionName) {
        return false;
    }

    @Override
    EventDraft<Attribute> draft(Documents documents) {
        return new Draft();
    }

    private static final class Draft implements EventDraft<Attribute> {

        private final CloudEvent.Builder event = CloudEvent.bare();

        @Override
        public void text(Attribute attribute, String text) {
            if (attribute == Attribute.EVENT_TIME) {
                try {
                    event.eventTime(Rfc3339.parse(text));
                } catch (IllegalArgumentException malformed) {
                    throw new AttributeFault(attribute, String.valueOf(malformed.getMessage()));
                }
            } else {
                attribute.setText(event, text);
            }
        }

        @Override
        public boolean extension(String name, Object value) {
            throw new IllegalStateException("extensions have a member of their own");
        }

        @Override
        public void extensions(Map<String, @Nullable Object> values) {
            event.copiedExtensions(values);
        }

        @Override
        public void payload(JsonPayload payload) {
            String text = payload.text();
            if (text == null) {
                event.jsonValue(payload.json());
            } else if (payload.isPlainText()) {
                event.plainText(text);
            } else {
                event.data(text);
            }
        }

        @Override
        public CloudEvent finish() {
            return event.build();
        }
    }
}
