package io.dispatchframework.events.delivery.internal;

import io.dispatchframework.events.event.CloudEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The identity of a delivery: the same for the same event and subscription, wherever and whenever it is computed. */
public final class DeliveryIds {

    private DeliveryIds() {}

    /** Digests the parts, each behind its length, so that no two lists of parts read the same. */
    public static String of(CloudEvent event, String subscriptionName, long subscriptionCreatedRevision) {
        MessageDigest digest = sha256();
        add(digest, event.namespace());
        add(digest, event.sourceType());
        add(digest, event.sourceId());
        add(digest, event.eventId());
        add(digest, subscriptionName);
        digest.update(ByteBuffer.allocate(Long.BYTES)
                .putLong(subscriptionCreatedRevision)
                .flip());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String part) {
        byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).flip());
        digest.update(utf8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
