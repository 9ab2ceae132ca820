package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Nulls;
import java.io.InputStream;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the formats have in common: all but their names for things. */
abstract class JsonFormat implements CloudEventFormat {

    private final Documents documents;
    private final @Nullable Consumer<MalformedJsonException> lineFaults;

    JsonFormat(Dialect dialect, JsonFormatBuilder<?> settings) {
        documents = new Documents(dialect, settings.bounds(), true);
        lineFaults = settings.lineFaults();
    }

    final Documents documents() {
        return documents;
    }

    @Override
    public CloudEvent read(String json) {
        return documents.only(JsonText.toUtf8(Objects.requireNonNull(json, "json")));
    }

    @Override
    public CloudEvent read(byte[] json) {
        return documents.only(Objects.requireNonNull(json, "json"));
    }

    @Override
    public CloudEventReader reader(InputStream json) {
        Objects.requireNonNull(json, "json");
        return lineFaults == null ? documents.open(json) : new LineReader(json, documents, lineFaults);
    }

    /** Writes an event as one object. */
    abstract JsonOut out(CloudEvent event);

    @Override
    public byte[] writeBytes(CloudEvent event) {
        return out(event).asBytes();
    }

    @Override
    public String writeAll(Collection<CloudEvent> events) {
        StringBuilder all = new StringBuilder();
        for (CloudEvent event : Nulls.copyOf(events, "events")) {
            if (lineFaults == null) {
                all.append(all.isEmpty() ? '[' : ',').append(write(event));
            } else {
                all.append(write(event)).append('\n');
            }
        }
        if (lineFaults != null) {
            return all.toString();
        }
        return all.isEmpty() ? "[]" : all.append(']').toString();
    }
}
