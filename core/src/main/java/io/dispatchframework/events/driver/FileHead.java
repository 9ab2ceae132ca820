package io.dispatchframework.events.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The first bytes of a file, by which it is known again: what the file system calls it is given to another one later.
 *
 * @param length how many bytes, at most {@link #MOST}
 * @param digest their digest, in hexadecimal
 */
record FileHead(int length, String digest) {

    static final int MOST = 1024;

    static final FileHead EMPTY = of(ByteBuffer.allocate(0));

    /** Reads the head of a file; it is shorter than asked for where the file is. */
    static FileHead read(FileChannel channel, long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST, length));
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
            // goes on where it has come to
        }
        return of(bytes.flip());
    }

    /** Tells whether a file begins so. */
    boolean isOf(FileChannel channel) throws IOException {
        return read(channel, length).equals(this);
    }

    private static FileHead of(ByteBuffer bytes) {
        int length = bytes.remaining();
        MessageDigest digest = sha256();
        digest.update(bytes);
        return new FileHead(length, HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
