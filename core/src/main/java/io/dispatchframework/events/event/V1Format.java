package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.ExtensionNames;
import org.jspecify.annotations.Nullable;

/** CloudEvents 1.0 in JSON. */
final class V1Format extends EventFormat<V1Attribute> {

    private final SourceTypes sourceTypes;

    V1Format(CloudEventV1Mapping mapping) {
        super(V1Attribute.class);
        this.sourceTypes = mapping.sourceTypes();
    }

    @Override
    @Nullable
    V1Attribute named(String name) {
        return V1Attribute.named(name);
    }

    @Override
    boolean othersAreExtensions() {
        return true;
    }

    /** An event of 0.1 has other names too, and is not to be taken for one of 1.0. */
    @Override
    boolean isUsual(String extensionName) {
        return ExtensionNames.isName(extensionName);
    }

    @Override
    EventDraft<V1Attribute> draft(Documents documents) {
        return new V1Draft(documents, sourceTypes);
    }
}
