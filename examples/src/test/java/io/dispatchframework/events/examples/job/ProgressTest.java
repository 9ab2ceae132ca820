package io.dispatchframework.events.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    @Timeout(30)
    void at_onATerminal_rewritesOneLine() {
        Progress progress = new Progress(terminal, true);
        long events = 0;
        while (written().indexOf('\r', 1) < 0) { // until it was written twice
            progress.at(++events);
        }
        assertThat(written()).matches("\r[\\d,]+ events, [\\d,]+ a second *\r[\\d,]+ events, [\\d,]+ a second *");

        progress.clear();
        assertThat(written()).endsWith(" \r").doesNotContain("\n");
    }

    @Test
    void at_withoutATerminal_writesNothing() {
        Progress progress = new Progress(terminal, false);
        for (long events = 0; events < 1_000; events++) {
            progress.at(events);
        }
        progress.clear();

        assertThat(written()).isEmpty();
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
