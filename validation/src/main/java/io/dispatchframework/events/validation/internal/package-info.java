/** The constraint that stands for a rule; exported to Hibernate Validator alone, which makes its validators. */
@NullMarked
package io.dispatchframework.events.validation.internal;

import org.jspecify.annotations.NullMarked;
