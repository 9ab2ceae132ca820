/** What the engine's SPI and the manager share about deliveries; not exported. */
@NullMarked
package io.dispatchframework.events.delivery.internal;

import org.jspecify.annotations.NullMarked;
