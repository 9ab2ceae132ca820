package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownNamesTest {

    private final KnownNames<Attribute> names = new KnownNames<>(Attribute.values(), name -> !name.contains("-"));

    private KnownName<Attribute> after(KnownName<Attribute> before, String name) {
        byte[] bytes = ("{\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
        return names.after(before, bytes, 2, 2 + name.length());
    }

    private KnownName<Attribute> get(String name) {
        return after(names.start(), name);
    }

    @Test
    void after_ofTheSameNameAgain_isTheSame() {
        assertThat(get("trace")).isSameAs(get("trace"));
        assertThat(get("trace").text()).isEqualTo("trace");
        assertThat(get("trace").quoted()).asString(StandardCharsets.US_ASCII).isEqualTo("trace\"");
    }

    @Test
    void after_ofNamesWithTheSameHash_tellsThemApart() {
        assertThat(get("Aa").text()).isEqualTo("Aa");
        assertThat(get("BB").text()).isEqualTo("BB");
        assertThat(get("Aa").text()).isEqualTo("Aa");
    }

    @Test
    void after_ofMoreNamesThanPlaces_isEachName() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(get("name" + i).text()).isEqualTo("name" + i);
        }
        assertThat(get("").text()).isEmpty();
        assertThat(get("data").member()).isEqualTo(Attribute.DATA);
    }

    @Test
    void member_ofTheFormatsOwnNames_isThere_andOfNoOthers() {
        for (Attribute attribute : Attribute.values()) {
            assertThat(get(attribute.jsonName()).member()).isEqualTo(attribute);
        }
        for (String other : List.of("dat", "datas", "Data", "", "event_type")) {
            assertThat(get(other).member()).isNull();
        }
    }

    @Test
    void isUsual_isWhatTheFormatSays() {
        assertThat(get("trace").isUsual()).isTrue();
        assertThat(get("trace-id").isUsual()).isFalse();
    }

    @Test
    void expectedAfter_isTheOrderOfTheSpecification_untilAnotherIsSeen() {
        KnownName<Attribute> name = names.start();
        for (Attribute attribute : Attribute.values()) {
            name = names.expectedAfter(name);
            assertThat(name).isNotNull();
            assertThat(name.member()).isEqualTo(attribute);
        }

        KnownName<Attribute> trace = after(get("namespace"), "trace");
        KnownName<Attribute> type = after(trace, "event-type");

        assertThat(names.expectedAfter(names.start())).isSameAs(get("namespace"));
        assertThat(names.expectedAfter(get("namespace"))).isSameAs(trace);
        assertThat(names.expectedAfter(trace)).isSameAs(type);
    }

    @Test
    void expectedAfter_whereAnotherNameTookThePlace_isThatOne() {
        KnownName<Attribute> data = get("data");
        after(data, "Aa");
        KnownName<Attribute> other = get("BB");

        assertThat(names.expectedAfter(data)).isSameAs(other);
    }
}
