/**
 * Functions: code known by name, reached through a {@link io.dispatchframework.events.function.FunctionInvoker}.
 *
 * <p>{@link io.dispatchframework.events.function.FunctionRegistry} is the invoker for functions in the same JVM.
 */
@NullMarked
package io.dispatchframework.events.function;

import org.jspecify.annotations.NullMarked;
