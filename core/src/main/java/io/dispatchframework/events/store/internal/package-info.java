/** What the kinds of resource have in common: their plain form as maps, and names for those that were given none. */
@NullMarked
package io.dispatchframework.events.store.internal;

import org.jspecify.annotations.NullMarked;
