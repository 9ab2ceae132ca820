/**
 * HTTP on the JDK's own server and client: {@link io.dispatchframework.events.http.HttpDriver} takes events in,
 * {@link io.dispatchframework.events.http.HttpFunctionInvoker} reaches functions.
 */
@NullMarked
package io.dispatchframework.events.http;

import org.jspecify.annotations.NullMarked;
