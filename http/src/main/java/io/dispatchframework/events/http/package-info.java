/**
 * HTTP on the JDK's own server: {@link io.dispatchframework.events.http.HttpDriver} takes events in.
 */
@NullMarked
package io.dispatchframework.events.http;

import org.jspecify.annotations.NullMarked;
