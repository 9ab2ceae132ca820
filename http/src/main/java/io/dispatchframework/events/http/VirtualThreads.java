package io.dispatchframework.events.http;

import java.util.concurrent.ThreadFactory;

/** Virtual threads, found by reflection, since this must build and run on 17. */
final class VirtualThreads {

    private VirtualThreads() {}

    /** Returns a factory of virtual threads, or the other one where the JVM has none. */
    static ThreadFactory orElse(String name, ThreadFactory otherwise) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Object named =
                    builderType.getMethod("name", String.class, long.class).invoke(builder, name, 1L);
            return (ThreadFactory) builderType.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException | UnsupportedOperationException none) {
            return otherwise; // before 21; in 19 and 20 they are a preview that refuses
        }
    }
}
