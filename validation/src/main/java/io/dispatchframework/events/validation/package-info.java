/**
 * The event validator, {@link io.dispatchframework.events.validation.BeanEventValidator}, and the rules that it can check,
 * {@link io.dispatchframework.events.validation.EventRules}.
 *
 * <p>{@link io.dispatchframework.events.validation.ModelConstraints} adds the same rules to an application's own Jakarta
 * {@code Validator}.
 */
@NullMarked
package io.dispatchframework.events.validation;

import org.jspecify.annotations.NullMarked;
