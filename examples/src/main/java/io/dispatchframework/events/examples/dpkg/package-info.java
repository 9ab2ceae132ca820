/** Makes events of the log of Debian's package manager: where the sample of real events comes from. */
@NullMarked
package io.dispatchframework.events.examples.dpkg;

import org.jspecify.annotations.NullMarked;
