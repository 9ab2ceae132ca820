package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    private static final int LONGEST = 100_000;

    private final BodyReader reader = new BodyReader(LONGEST, LONGEST);

    private static byte[] body(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    /** Comes in pieces of at most so many bytes. */
    private static InputStream stream(byte[] bytes, int piece) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int from, int most) {
                return super.read(to, from, Math.min(most, piece));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 600, 8191, 8192, 8193, 16384, 16385, LONGEST})
    void read_anyLength_isWhatCame(int length) throws Exception {
        byte[] sent = body(length);
        for (int piece : new int[] {7, 8192, LONGEST}) {
            for (long announced : new long[] {length, -1}) {
                try (BodyReader.Body read = reader.read(stream(sent, piece), announced)) {
                    assertThat(read.bytes())
                            .as("in pieces of %s, announced %s", piece, announced)
                            .isEqualTo(sent);
                }
            }
        }
    }

    @Test
    void read_moreThanAnnounced_isReadToItsEnd() throws Exception {
        try (BodyReader.Body read = reader.read(stream(body(20_000), 8192), 5)) {
            assertThat(read.bytes()).isEqualTo(body(20_000));
        }
    }

    @ParameterizedTest
    @CsvSource({"100001, -1", "100001, 100000", "100001, 100001", "200000, 0"})
    void read_tooLong_isRefusedAndHoldsNoRoom(int length, long announced) throws Exception {
        assertThatThrownBy(() -> reader.read(stream(body(length), 8192), announced))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.reply().status()).isEqualTo(413));

        reader.read(stream(body(LONGEST), 8192), LONGEST).close(); // for which there is room
    }

    @Test
    void read_noRoomForMoreBodies_isRefusedUntilOneIsClosed() throws Exception {
        BodyReader.Body held = reader.read(stream(body(LONGEST - 10), 8192), LONGEST - 10);

        assertThatThrownBy(() -> reader.read(stream(body(11), 8192), 11))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.reply().status()).isEqualTo(429));
        reader.read(stream(body(10), 8192), 10).close();

        held.close();
        reader.read(stream(body(LONGEST), 8192), LONGEST).close();
    }

    @Test
    void read_endsEarly_isBroken() {
        assertThatThrownBy(() -> reader.read(stream(body(9), 8192), 10))
                .isInstanceOf(IOException.class)
                .hasMessage("the body ends after 9 of 10 bytes");
    }
}
