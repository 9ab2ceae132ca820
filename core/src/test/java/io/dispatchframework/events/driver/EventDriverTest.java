package io.dispatchframework.events.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dispatchframework.events.store.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class EventDriverTest {

    private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

    private static final EventDriver DRIVER = EventDriver.builder("every-5s")
            .typeName("clock")
            .setting("every", "5")
            .setting("token", "hunter2")
            .tag("team", "a")
            .expiresAt(LATER)
            .build()
            .withMetadata(new Metadata(3, 4, Instant.EPOCH, LATER));

    private static final EventDriverType TYPE = EventDriverType.builder("clock")
            .implementation("ticker")
            .setting("every", "60")
            .setting("token", "hunter2")
            .tag("team", "a")
            .expiresAt(LATER)
            .build()
            .withMetadata(new Metadata(1, 2, Instant.EPOCH, LATER));

    @Test
    void builder_withoutAName_makesUpOneThatIsReadable() {
        assertThat(EventDriver.builder().build().name()).matches("[a-z]+-[a-z]+-[0-9]{6}");
        assertThat(EventDriverType.builder().build().name()).matches("[a-z]+-[a-z]+-[0-9]{6}");
        assertThat(EventDriver.fromMap(Map.of("driverName", "")).name()).matches("[a-z]+-[a-z]+-[0-9]{6}");
    }

    @Test
    void map_holdsEverything() {
        assertThat(EventDriver.fromMap(DRIVER.toMap())).isEqualTo(DRIVER);
        assertThat(EventDriverType.fromMap(TYPE.toMap())).isEqualTo(TYPE);
        assertThat(DRIVER.toMap())
                .containsEntry("driverName", "every-5s")
                .containsEntry("typeName", "clock")
                .containsEntry("settings", Map.of("every", "5", "token", "hunter2"))
                .containsEntry("expiresAt", "2030-01-01T00:00:00Z");
        assertThat(TYPE.toMap()).containsEntry("typeName", "clock").containsEntry("implementation", "ticker");
    }

    @Test
    void json_isReadAndWrittenByBothJacksons() throws Exception {
        JsonMapper three = JsonMapper.shared();
        String json = three.writeValueAsString(List.of(DRIVER));
        assertThat(three.readValue(json, new TypeReference<List<EventDriver>>() {}))
                .containsExactly(DRIVER);
        String typeJson = three.writeValueAsString(TYPE);
        assertThat(three.readValue(typeJson, EventDriverType.class)).isEqualTo(TYPE);

        com.fasterxml.jackson.databind.ObjectMapper two = new com.fasterxml.jackson.databind.ObjectMapper();
        assertThat(two.writeValueAsString(TYPE)).isEqualTo(typeJson);
        assertThat(two.readValue(typeJson, EventDriverType.class)).isEqualTo(TYPE);
        assertThat(two.readValue(two.writeValueAsString(DRIVER), EventDriver.class))
                .isEqualTo(DRIVER);
    }

    @Test
    void fromMap_withWrongTypes_namesTheMemberButNoSettingsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventDriver.fromMap(Map.of("typeName", 7)))
                .withMessage("typeName must be text, was '7'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventDriver.fromMap(Map.of("settings", Map.of("pin", 4711))))
                .withMessage("settings.pin must be text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventDriverType.fromMap(Map.of("settings", List.of("hunter2"))))
                .withMessage("settings must be an object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventDriver.fromMap(Map.of("expiresAt", "soon")))
                .withMessageContaining("expiresAt must be an ISO-8601");
    }

    @Test
    void toString_showsNamesOfSettingsAlone() {
        assertThat(DRIVER).hasToString("EventDriver[every-5s of type clock with every, token, revision 4]");
        assertThat(TYPE).hasToString("EventDriverType[clock made by ticker with every, token, revision 2]");
    }

    @Test
    void equals_looksAtEverything() {
        assertThat(DRIVER.toBuilder().build()).isEqualTo(DRIVER).hasSameHashCodeAs(DRIVER);
        assertThat(List.of(
                        DRIVER.toBuilder().typeName("x").build(),
                        DRIVER.toBuilder().setting("every", "6").build(),
                        DRIVER.toBuilder().tag("team", "b").build(),
                        DRIVER.toBuilder().expiresAt(null).build(),
                        DRIVER.withMetadata(Metadata.NONE)))
                .doesNotContain(DRIVER);
        assertThat(List.of(
                        TYPE.toBuilder().implementation("x").build(),
                        TYPE.toBuilder().setting("every", "6").build(),
                        TYPE.toBuilder().tag("team", "b").build(),
                        TYPE.toBuilder().expiresAt(null).build(),
                        TYPE.withMetadata(Metadata.NONE)))
                .doesNotContain(TYPE);
    }
}
