package io.dispatchframework.events.function;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes an object of a payload in JSON, for {@linkplain FunctionRegistry#create(PayloadReader) typed functions}.
 *
 * <p>With a host's own Jackson: {@code (json, type) -> mapper.readValue(json, mapper.constructType(type))}.
 *
 * <p><b>For implementors.</b> Called by many threads at once, on those that run functions.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PayloadReader {

    /**
     * Makes an object of a payload.
     *
     * @param json the payload
     * @param type the type that the function was registered with
     * @return an object of that type, or {@code null} if the payload says that there is none
     * @throws Exception if the payload does not fit, which is a permanent failure of the delivery
     */
    @Nullable
    Object read(String json, Type type) throws Exception;
}
