package io.dispatchframework.events.delivery.internal;

import io.dispatchframework.events.event.CloudEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The identity of a delivery: the same for the same event and subscription, wherever and whenever it is computed. */
public final class DeliveryIds {

    /** Never fed, only cloned: to find an implementation among the providers costs as much as to digest. */
    private static final MessageDigest SHA_256 = sha256();

    private static final HexFormat HEX = HexFormat.of();
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private DeliveryIds() {}

    /** Digests the parts, each behind its length, so that no two lists of parts read the same. */
    public static String of(CloudEvent event, String subscriptionName, long subscriptionCreatedRevision) {
        byte[] namespace = utf8(event.namespace());
        byte[] sourceType = utf8(event.sourceType());
        byte[] sourceId = utf8(event.sourceId());
        byte[] eventId = utf8(event.eventId());
        byte[] subscription = utf8(subscriptionName);
        int texts = namespace.length + sourceType.length + sourceId.length + eventId.length + subscription.length;
        byte[] parts = new byte[5 * Integer.BYTES + texts + Long.BYTES];
        int end = add(parts, 0, namespace);
        end = add(parts, end, sourceType);
        end = add(parts, end, sourceId);
        end = add(parts, end, eventId);
        end = add(parts, end, subscription);
        LONGS.set(parts, end, subscriptionCreatedRevision);
        return HEX.formatHex(digest(parts));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int add(byte[] parts, int at, byte[] part) {
        INTS.set(parts, at, part.length);
        System.arraycopy(part, 0, parts, at + Integer.BYTES, part.length);
        return at + Integer.BYTES + part.length;
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return ((MessageDigest) SHA_256.clone()).digest(bytes);
        } catch (CloneNotSupportedException unsupported) { // by a provider that a host has put first
            return sha256().digest(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
