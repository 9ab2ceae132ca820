package io.dispatchframework.events.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Handles of fields, for atomic steps that cost no object of their own. */
public final class Fields {

    private Fields() {}

    /** Returns the handle of an instance field of the class that looks it up. */
    public static VarHandle handle(MethodHandles.Lookup owner, String name, Class<?> type) {
        try {
            return owner.findVarHandle(owner.lookupClass(), name, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
