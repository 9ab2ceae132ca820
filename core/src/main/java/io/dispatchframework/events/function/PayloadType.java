package io.dispatchframework.events.function;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;

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
     * @throws IllegalStateException if that does not name it, or does not extend this class directly; a type variable, alone
     *     or within the type, names nothing, as it is not known what it stands for when the function runs
     */
    protected PayloadType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType self)
                || self.getRawType() != PayloadType.class
                || hasVariable(self.getActualTypeArguments()[0])) {
            throw new IllegalStateException("name the type, as in new PayloadType<List<String>>() {}");
        }
        type = self.getActualTypeArguments()[0];
    }

    private static boolean hasVariable(Type type) {
        if (type instanceof ParameterizedType generic) {
            return hasVariable(generic.getActualTypeArguments());
        }
        if (type instanceof WildcardType wildcard) {
            return hasVariable(wildcard.getUpperBounds()) || hasVariable(wildcard.getLowerBounds());
        }
        if (type instanceof GenericArrayType array) {
            return hasVariable(array.getGenericComponentType());
        }
        return type instanceof TypeVariable;
    }

    private static boolean hasVariable(Type[] types) {
        return Arrays.stream(types).anyMatch(PayloadType::hasVariable);
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
