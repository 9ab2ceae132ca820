/**
 * What the stores have in common: named resources with revisions, and the SPI that keeps them.
 *
 * <p>Implement {@link io.dispatchframework.events.store.ResourceStore} to keep subscriptions where you like; the
 * testkit module has the contract that an implementation must pass.
 */
@NullMarked
package io.dispatchframework.events.store;

import org.jspecify.annotations.NullMarked;
