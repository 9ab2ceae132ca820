package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownNamesTest {

    private final KnownNames names = new KnownNames();

    private String get(String name) {
        byte[] bytes = ("{\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
        return names.get(bytes, 2, 2 + name.length());
    }

    @Test
    void get_ofTheSameNameAgain_isTheSameText() {
        assertThat(get("trace")).isEqualTo("trace").isSameAs(get("trace"));
    }

    @Test
    void get_ofNamesWithTheSameHash_tellsThemApart() {
        assertThat(get("Aa")).isEqualTo("Aa");
        assertThat(get("BB")).isEqualTo("BB");
        assertThat(get("Aa")).isEqualTo("Aa");
    }

    @Test
    void get_ofMoreNamesThanPlaces_isEachName() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(get("name" + i)).isEqualTo("name" + i);
        }
        assertThat(get("")).isEmpty();
    }
}
