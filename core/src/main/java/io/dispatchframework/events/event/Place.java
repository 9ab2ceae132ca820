package io.dispatchframework.events.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A line and a column in well-formed UTF-8, both from 1, that moves on with the bytes.
 *
 * <p>Lines end with a line feed, columns count code points. Bytes are looked at eight at a time, since all of a document
 * comes by here.
 */
final class Place {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long LINE_FEEDS = LOW_BITS * '\n';

    private long line;
    private long column;

    Place(long line, long column) {
        this.line = line;
        this.column = column;
    }

    Place copy() {
        return new Place(line, column);
    }

    long line() {
        return line;
    }

    long column() {
        return column;
    }

    void pass(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i);
            if (hasLineFeed(word)) {
                passEach(bytes, i, i + Long.BYTES);
            } else {
                column += Long.BYTES - continuations(word);
            }
        }
        passEach(bytes, i, to);
    }

    private void passEach(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xC0) != 0x80) {
                column++;
            }
        }
    }

    /** The usual trick to find a zero byte, after a line feed was made one. */
    private static boolean hasLineFeed(long word) {
        long zeroed = word ^ LINE_FEEDS;
        return ((zeroed - LOW_BITS) & ~zeroed & HIGH_BITS) != 0;
    }

    /** A byte 10xxxxxx goes on with a character that has been counted. */
    private static int continuations(long word) {
        return Long.bitCount(word & (~word << 1) & HIGH_BITS);
    }
}
