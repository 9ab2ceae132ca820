/** What the packages share and users must not touch; not exported. */
@NullMarked
package io.dispatchframework.events.internal;

import org.jspecify.annotations.NullMarked;
