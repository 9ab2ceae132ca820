package io.dispatchframework.events.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Makes the JDK's client connect to an address that was checked, which it has no other door for.
 *
 * <p>The client asks once for each request, on the thread that sends it. For {@code http} it is told that the proxy for the
 * host is the host itself, at that address: it connects there without another look-up, and sends what it would
 * send to a proxy, which every server must understand (RFC 9112, section 3.2.2). For {@code https} it would ask a proxy for
 * a tunnel, so there is none; there the server's certificate stands for the name. Nor is there one where the host is the text
 * of an IPv4 address, for which nothing is looked up.
 */
final class CheckedAddresses extends ProxySelector {

    private static final int HTTP_PORT = 80;
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final AddressRules rules;
    private final Resolver resolver;

    CheckedAddresses(AddressRules rules, Resolver resolver) {
        this.rules = rules;
        this.resolver = resolver;
    }

    /** Looks a name up. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /**
     * Looks a host up and checks what it finds.
     *
     * @throws DeniedAddressException if one of its addresses may not be connected to
     * @throws UncheckedIOException if it has none
     */
    @Override
    public List<Proxy> select(URI uri) {
        InetAddress[] addresses;
        try {
            addresses = resolver.addressesOf(uri.getHost());
        } catch (UnknownHostException unknown) {
            throw new UncheckedIOException(unknown);
        }
        for (InetAddress address : addresses) {
            if (!rules.allow(address)) {
                throw new DeniedAddressException(address);
            }
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || isText(uri.getHost(), addresses[0])) {
            return DIRECT;
        }
        int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(addresses[0], port)));
    }

    /** Tells whether a host is the text of an IPv4 address, which can be found to be no other one. */
    private static boolean isText(String host, InetAddress address) {
        return address instanceof Inet4Address && host.equals(address.getHostAddress());
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // the request fails with it
    }
}
