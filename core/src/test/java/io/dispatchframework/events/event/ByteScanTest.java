package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares with loops over single bytes. */
class ByteScanTest {

    private static final int ROUNDS = 20_000;

    private static final byte[] TELLING = {
        '"', '\\', '\n', ' ', '!', '#', '[', ']', 0, 0x1F, 0x0B, 9, 0x7F, -1, -128, 'a', '?', '>', '@'
    };

    private interface Stop {
        boolean at(byte octet);
    }

    private static int naive(byte[] bytes, int from, int to, Stop stop) {
        int i = from;
        while (i < to && !stop.at(bytes[i])) {
            i++;
        }
        return i;
    }

    @Test
    void everyScan_ofRandomBytes_findsTheFirst() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] bytes = new byte[40];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < bytes.length; i++) {
                boolean telling = random.nextInt(8) == 0;
                bytes[i] = telling ? TELLING[random.nextInt(TELLING.length)] : (byte) ('a' + random.nextInt(26));
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length + 1 - from);

            assertThat(ByteScan.indexOf('\n', bytes, from, to))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(naive(bytes, from, to, octet -> octet == '\n'));
            assertThat(ByteScan.asciiEnd(bytes, from, to))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(naive(bytes, from, to, octet -> octet < 0));
            int plainEnd =
                    naive(bytes, from, to, octet -> octet == '"' || octet == '\\' || (octet >= 0 && octet < ' '));
            assertThat(ByteScan.plainEnd(bytes, from, to))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(plainEnd);

            assertThat(ByteScan.unquestionedEnd(bytes, from, to))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(Math.min(plainEnd, naive(bytes, from, to, octet -> octet == '?')));
            assertThat(ByteScan.plainAsciiEnd(bytes, from, to))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(Math.min(plainEnd, naive(bytes, from, to, octet -> octet < 0)));
        }
    }
}
