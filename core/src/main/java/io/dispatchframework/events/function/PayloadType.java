package io.dispatchframework.events.function;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Names a type with its arguments, which a class literal cannot: {@code new PayloadType<List<String>>() {}}.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @param <T> the type
 * @since 0.1
 */
public abstract class PayloadType<T> {

    private final Type type;

    /**
     * Takes the type from the class that extends this one.
     *
     * @throws IllegalStateException if that does not name it, or does not extend this class directly
     */
    protected PayloadType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType self)
                || self.getRawType() != PayloadType.class) {
            throw new IllegalStateException("name the type, as in new PayloadType<List<String>>() {}");
        }
        type = self.getActualTypeArguments()[0];
    }

    /**
     * Returns the type.
     *
     * @return the type, with its arguments
     */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return "PayloadType[" + type.getTypeName() + "]";
    }
}
