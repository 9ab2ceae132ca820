package io.dispatchframework.events.http;

import io.dispatchframework.events.internal.Text;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses with the same first bits, as in {@code 10.0.0.0/8}. */
final class AddressRange {

    /** What can be nothing but an address, so that no name is looked up. */
    private static final Pattern LITERAL = Pattern.compile(
            "[0-9]{1,3}(\\.[0-9]{1,3}){3}|(?=[^:]*:[^:]*:)[0-9A-Fa-f:]+(:[0-9]{1,3}(\\.[0-9]{1,3}){3})?");

    private final byte[] address;
    private final int bits;

    private AddressRange(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        try {
            if (LITERAL.matcher(literal).matches()) {
                byte[] address = InetAddress.getByName(literal).getAddress();
                int most = 8 * address.length;
                int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
                if (bits >= 0 && bits <= most) {
                    return new AddressRange(address, bits);
                }
            }
        } catch (UnknownHostException | NumberFormatException malformed) {
            // said below
        }
        throw new IllegalArgumentException(
                "must be an address or a range of them, such as 10.0.0.0/8 or fd00::/8, was " + Text.quote(text));
    }

    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((bytes[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
