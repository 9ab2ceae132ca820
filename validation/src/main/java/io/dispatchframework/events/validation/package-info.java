/**
 * The event validator, {@link io.dispatchframework.events.validation.BeanEventValidator}, the choice of rules that it has,
 * {@link io.dispatchframework.events.validation.EventRules}, and the same rules for a host's own Jakarta {@code Validator}, {@link io.dispatchframework.events.validation.ModelConstraints}.
 */
@NullMarked
package io.dispatchframework.events.validation;

import org.jspecify.annotations.NullMarked;
