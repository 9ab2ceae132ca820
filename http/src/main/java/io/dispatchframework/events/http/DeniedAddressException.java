package io.dispatchframework.events.http;

import java.net.InetAddress;

/** Thrown when a host has an address that may not be connected to. */
final class DeniedAddressException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeniedAddressException(InetAddress address) {
        super("its host has the address " + address.getHostAddress()
                + ", which is not one of the public internet; if it is the right one, add .allowAddresses(\""
                + address.getHostAddress() + "\") to the invoker's builder");
    }
}
