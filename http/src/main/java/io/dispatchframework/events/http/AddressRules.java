package io.dispatchframework.events.http;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses may be connected to: those of the public internet, and what the host allows. */
final class AddressRules {

    /**
     * The registries of special-purpose addresses (RFC 6890 and its successors), multicast, and what carries an IPv4
     * address inside of an IPv6 address, since that may be any.
     */
    private static final List<AddressRange> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "::ffff:0:0:0/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "100:0:0:1::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(AddressRange::parse)
            .toList();

    private final List<AddressRange> allowed;

    AddressRules(List<AddressRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    boolean allow(InetAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address))
                || SPECIAL.stream().noneMatch(range -> range.contains(address));
    }
}
